#!/usr/bin/env node
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { convert, InputError, ready, render } from '../index.js';

const args = await yargs(hideBin(process.argv))
  .command(['convert [dump]', '$0'], 'Convert')
  .option('output', { alias: 'o', type: 'string', default: '-' })
  .option('preset', { type: 'string' })
  .option('postgres', { type: 'number' })
  .option('report', { type: 'string', array: true })
  .option('owners', { choices: ['strip', 'keep'] as const, default: 'strip' as const })
  .option('privileges', { choices: ['keep', 'strip'] as const, default: 'keep' as const })
  .option('roles', { choices: ['create', 'expect', 'skip'] as const, default: 'create' as const })
  .option('quiet', { type: 'boolean', default: false })
  .parseAsync();
try {
  await ready();
  const dump = (args['dump'] as string | undefined) ?? '-';
  const { owners, privileges, roles, postgres } = args;
  const done = convert(readFileSync(dump === '-' ? 0 : dump), { owners, privileges, roles, postgres }, dump);
  for (const diagnostic of done.diagnostics) process.stderr.write(`${render(diagnostic)}\n`);
  for (const file of args.report ?? []) writeFileSync(file, `${JSON.stringify(done.report, null, 2)}\n`);
  if (args.output === '-') process.stdout.write(done.sql);
  else {
    mkdirSync(dirname(args.output), { recursive: true });
    writeFileSync(args.output, done.sql);
  }
} catch (error) {
  process.stderr.write(error instanceof InputError ? `${render(error)}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 2;
}
