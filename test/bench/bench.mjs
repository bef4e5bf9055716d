#!/usr/bin/env node
// What a whole conversion costs, process start included, beside a process that only parses the same file, and beside other tools:
// CPU time of all threads, time on the clock and peak memory; and how that grows with the file. Prints, judges nothing.
//
//   npm run build && npm run bench -- [--runs 9] [--times 1,10,50] [--no-peers] [DUMP]
//
// Or what `hims` costs when rows are inserted (rls.mjs); this one fails where a gate is missed.
//
//   npm run bench -- --rls [--runs 5]
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inserts, policies, renamed } from './inputs.mjs';
import { cleanUp, here, interleaved, kilobytes, node, ratio, shown, work } from './measure.mjs';

const SAMPLE = here('../../samples/hims/');
const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string' },
    rls: { type: 'boolean', default: false },
    times: { type: 'string', default: '1,4' },
    'no-peers': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (values.rls) {
  const { rowLevelSecurity } = await import('./rls.mjs');
  process.exit((await rowLevelSecurity(Number(values.runs ?? 5))) ? 0 : 1);
}
const runs = Number(values.runs ?? 9);
const dump = resolve(positionals[0] ?? `${SAMPLE}schema_export_from_docker_20251222_110429.sql`);
const cli = here('../../dist/cli/main.js');
if (!existsSync(cli)) throw new Error(`${cli} is not there: npm run build`);

const converting = (file, preset) =>
  node([cli, 'convert', file, '-o', join(work, 'out.sql'), '--quiet', '--preset', preset]);
const conversions = (file) => ({
  'pg-baseline, plain': converting(file, 'plain'),
  'pg-baseline, hims': converting(file, 'hims'),
});

/** One line for each task, with its CPU time in those of the first. @returns what the parser takes */
function besideParser(file) {
  const tasks = { 'node, parse only': node([here('parseOnly.mjs'), file]), ...conversions(file) };
  // The sample as `npm run sample` converts it: with its configuration, and reports in three formats.
  if (positionals.length === 0)
    tasks['sample with reports'] = node([
      cli,
      'convert',
      file,
      '--quiet',
      '--config',
      `${SAMPLE}pg-baseline.config.yaml`,
      '-o',
      join(work, 'sample.sql'),
      ...['html', 'json', 'txt'].flatMap((format) => ['--report', join(work, `report.${format}`)]),
    ]);
  const usages = interleaved(Object.values(tasks), runs);
  console.log(`${basename(file)}, ${kilobytes(statSync(file).size)}, median of ${runs} runs`);
  for (const [index, name] of Object.keys(tasks).entries())
    console.log(
      `  ${name.padEnd(24)} ${shown(usages[index])}   ${ratio(usages[index], usages[0])} times the parser`,
    );
  return usages[0];
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

/** What is large in one way only; each runs once. */
function large() {
  console.log('large in one way');
  for (const [name, preset, text] of [
    ['4,000 policies, hims', 'hims', policies(4000)],
    ['400,000 INSERT, plain', 'plain', inserts(400_000)],
  ]) {
    const file = join(work, 'large.sql');
    writeFileSync(file, text);
    const [usage] = interleaved([converting(file, preset)], 1);
    console.log(`  ${name.padEnd(24)} ${shown(usage)}   ${kilobytes(statSync(file).size)}`);
  }
}

try {
  const parser = besideParser(dump);
  if (!values['no-peers']) {
    const { besidePeers } = await import('./peers.mjs');
    await besidePeers(dump, parser, Math.min(runs, 3));
  }
  growth(readFileSync(dump, 'utf8'), values.times.split(',').map(Number));
  large();
} finally {
  cleanUp();
}
