#!/usr/bin/env node
// What a whole conversion costs, process start included, beside a process that only parses the same file: CPU time of all
// threads, time on the clock and peak memory; and how that grows with the file. Prints, judges nothing.
//
//   npm run build && npm run bench -- [--runs 9] [--times 1,10,50] [DUMP]
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
  options: {
    runs: { type: 'string' },
    rls: { type: 'boolean', default: false },
    times: { type: 'string', default: '1,4' },
  },
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

/** One line for each task, with its CPU time in those of the first. */
function beside(file) {
  const tasks = { 'node, parse only': [here('parseOnly.mjs'), file], ...conversions(file) };
  const usages = interleaved(Object.values(tasks), runs);
  console.log(`${basename(file)}, ${kilobytes(statSync(file).size)}, median of ${runs} runs`);
  for (const [index, name] of Object.keys(tasks).entries())
    console.log(
      `  ${name.padEnd(20)} ${shown(usages[index])}   ${ratio(usages[index], usages[0])} times the parser`,
    );
}

/** The same schemas so many times under other names, in one file; large ones run once. */
function growth(text, factors) {
  const first = {};
  console.log('growth');
  for (const times of factors) {
    const file = join(work, `${times}.sql`);
    writeFileSync(file, Array.from({ length: times }, (_, copy) => renamed(text, copy)).join('\n'));
    const tasks = conversions(file);
    const usages = interleaved(Object.values(tasks), times > 4 ? 1 : runs);
    for (const [index, name] of Object.keys(tasks).entries()) {
      const usage = usages[index];
      first[name] ??= { usage, times };
      const linear = (usage.cpu / first[name].usage.cpu / (times / first[name].times)).toFixed(2);
      const size = kilobytes(statSync(file).size).padStart(9);
      console.log(
        `  ${`${times}x`.padEnd(4)} ${size} ${name.padEnd(20)} ${shown(usage)}   ${linear} of linear`,
      );
    }
  }
}

const conversions = (file) => ({
  'pg-baseline, plain': converting(file, 'plain'),
  'pg-baseline, hims': converting(file, 'hims'),
});

/** Medians of all tasks, run in turn, so that whatever else the machine does falls on all of them alike. */
function interleaved(tasks, count) {
  const all = tasks.map(() => []);
  for (let run = 0; run < count; run++)
    for (const [index, task] of tasks.entries()) all[index].push(node(task));
  return all.map((list) => ({
    cpu: median(list, 'cpu'),
    wall: median(list, 'wall'),
    memory: median(list, 'memory'),
  }));
}

const median = (list, what) =>
  list.map((usage) => usage[what]).sort((a, b) => a - b)[Math.floor(list.length / 2)];

function converting(file, preset) {
  return [cli, 'convert', file, '-o', join(work, 'out.sql'), '--quiet', '--preset', preset];
}

function node(args) {
  const usageFile = join(work, 'usage');
  const start = performance.now();
  // In the temp folder, where no configuration of a project can be found.
  const result = spawnSync(process.execPath, ['--import', here('usage.mjs'), ...args], {
    cwd: work,
    env: { ...process.env, USAGE_FILE: usageFile },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = performance.now() - start;
  if (result.status !== 0) throw new Error(`node ${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  return { wall, ...JSON.parse(readFileSync(usageFile, 'utf8')) };
}

function renamed(text, copy) {
  if (copy === 0) return text;
  const schemas = ['public', ...[...text.matchAll(/^CREATE SCHEMA (\w+);$/gm)].map((match) => match[1])];
  // Where a name is used (`clinical.patients`) and where it is declared (`CREATE SCHEMA clinical`).
  const uses = new RegExp(`\\b(${schemas.join('|')})(?=\\.)|(?<=\\bSCHEMA )(${schemas.join('|')})\\b`, 'g');
  return text.replace(uses, (name) => `${name}_${copy + 1}`);
}

const shown = ({ cpu, wall, memory }) =>
  `${milliseconds(cpu)} CPU ${milliseconds(wall)} ${memory.toFixed(0).padStart(5)} MB`;

const ratio = (usage, base) => (usage.cpu / base.cpu).toFixed(2);

function milliseconds(time) {
  return `${time.toFixed(0).padStart(5)} ms`;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

try {
  beside(dump);
  growth(readFileSync(dump, 'utf8'), values.times.split(',').map(Number));
} finally {
  rmSync(work, { recursive: true, force: true });
}
