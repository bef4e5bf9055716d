#!/usr/bin/env node
// How long a whole conversion takes, process start included, beside a process that only parses the same file; how much
// memory; and whether time grows linearly with the file. Prints, judges nothing.
//
//   npm run build && npm run bench -- [--runs 9] [DUMP]
//
// Or what `hims` costs when rows are inserted (rls.mjs); this one fails where a gate is missed.
//
//   npm run bench -- --rls [--runs 5]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values, positionals } = parseArgs({
  options: { runs: { type: 'string' }, rls: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.rls) {
  const { rowLevelSecurity } = await import('./rls.mjs');
  process.exit((await rowLevelSecurity(Number(values.runs ?? 5))) ? 0 : 1);
}
const runs = Number(values.runs ?? 9);
const dump = resolve(
  positionals[0] ?? here('../../samples/hims/schema_export_from_docker_20251222_110429.sql'),
);
const cli = here('../../dist/cli/main.js');
if (!existsSync(cli)) throw new Error(`${cli} is not there: npm run build`);
const work = mkdtempSync(join(tmpdir(), 'pg-baseline-bench-'));

try {
  beside(dump);
  growth(readFileSync(dump, 'utf8'));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function beside(file) {
  const [parse, convert] = interleaved([
    () => node([here('parseOnly.mjs'), file]),
    () => node(converting(file)),
  ]);
  console.log(`${basename(file)}, ${kilobytes(statSync(file).size)}, median of ${runs} runs`);
  console.log(`  node, parse only   ${milliseconds(parse)}`);
  console.log(
    `  pg-baseline        ${milliseconds(convert)}   ${(convert / parse).toFixed(2)} times the parser`,
  );
  console.log(`  peak memory        ${(peakOf(file) / 1024).toFixed(0).padStart(5)} MB`);
}

/** The same schemas two and four times under other names, in one file. */
function growth(text) {
  const files = [1, 2, 4].map((times) => {
    const file = join(work, `${times}.sql`);
    writeFileSync(file, Array.from({ length: times }, (_, copy) => renamed(text, copy)).join('\n'));
    return { times, file };
  });
  const medians = interleaved(
    files.map(
      ({ file }) =>
        () =>
          node(converting(file)),
    ),
  );
  console.log('growth');
  for (const [index, { times, file }] of files.entries()) {
    const factor = `${(medians[index] / medians[0]).toFixed(2)} times the time`;
    const size = kilobytes(statSync(file).size).padStart(8);
    console.log(
      `  ${times}x ${size}   ${milliseconds(medians[index])}   ${factor}   ${(peakOf(file) / 1024).toFixed(0)} MB`,
    );
  }
}

/** Medians of all tasks, run in turn, so that whatever else the machine does falls on all of them alike. */
function interleaved(tasks) {
  const times = tasks.map(() => []);
  for (let run = 0; run < runs; run++) for (const [index, task] of tasks.entries()) times[index].push(task());
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}

function converting(file) {
  return [cli, 'convert', file, '-o', join(work, 'out.sql'), '--quiet', '--preset', 'plain'];
}

function node(args, env = process.env) {
  const start = performance.now();
  // In the temp folder, where no configuration of a project can be found.
  const result = spawnSync(process.execPath, args, { cwd: work, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const time = performance.now() - start;
  if (result.status !== 0) throw new Error(`node ${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  return time;
}

/** Of a run of its own, since measuring costs a little too. */
function peakOf(file) {
  const peak = join(work, 'peak');
  node(['--import', here('peakMemory.mjs'), ...converting(file)], { ...process.env, PEAK_MEMORY_FILE: peak });
  return Number(readFileSync(peak, 'utf8'));
}

function renamed(text, copy) {
  if (copy === 0) return text;
  const schemas = ['public', ...[...text.matchAll(/^CREATE SCHEMA (\w+);$/gm)].map((match) => match[1])];
  // Where a name is used (`clinical.patients`) and where it is declared (`CREATE SCHEMA clinical`).
  const uses = new RegExp(`\\b(${schemas.join('|')})(?=\\.)|(?<=\\bSCHEMA )(${schemas.join('|')})\\b`, 'g');
  return text.replace(uses, (name) => `${name}_${copy + 1}`);
}

function milliseconds(time) {
  return `${time.toFixed(0).padStart(5)} ms`;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(0)} KB`;
}
