/** `pg-baseline convert [dump]`, the command that runs when none is named: its options and their words. */
import { CONFIG_FILES, DEFAULT_OUTPUT, STDOUT } from '../conversion/configuration.js';
import { convertDump } from '../conversion/convertDump.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { noDump, STDIN } from '../io/input.js';
import { choices, defaults } from '../../settings/settings.js';
import { defineCommand, type OptionTable, type Words } from './command.js';

// No option has a default here: one that is not given may be in the configuration.
const options = {
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: `File to write, ${STDOUT} for standard output`,
    defaultDescription: `${STDOUT}; ${DEFAULT_OUTPUT} on a terminal`,
  },
  preset: {
    choices: choices.preset,
    requiresArg: true,
    describe:
      'hims adds tenancy, audit columns and row-level security; plain keeps the schema exactly as it is',
    defaultDescription: defaults.preset,
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  check: {
    type: 'boolean',
    describe: 'Write nothing; exit 1 and show a diff if a file is not up to date',
  },
  postgres: {
    type: 'number',
    choices: choices.postgres,
    requiresArg: true,
    describe: 'Major version of PostgreSQL that the output is for',
    defaultDescription: 'the version that the dump comes from',
  },
  owners: {
    choices: choices.owners,
    requiresArg: true,
    describe: 'Leave owners out, or set each owner whose role exists',
    defaultDescription: defaults.owners,
  },
  privileges: {
    choices: choices.privileges,
    requiresArg: true,
    describe: 'Keep GRANT and REVOKE, each run only if its role exists, or leave them out',
    defaultDescription: defaults.privileges,
  },
  roles: {
    choices: choices.roles,
    requiresArg: true,
    describe:
      'Roles that the output names: create missing ones, expect all to exist, or skip statements that name a missing one',
    defaultDescription: defaults.roles,
  },
  superuser: {
    choices: choices.superuser,
    requiresArg: true,
    describe:
      'Statements that need a superuser: keep them in the output, or write them to separate files for an administrator',
    defaultDescription: defaults.superuser,
  },
  'keep-secrets': {
    type: 'boolean',
    describe: 'Write passwords and keys from the dump to the output, instead of placeholders',
  },
  report: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'Report what happened to each statement: .html, .md or .txt for people, .json for programs; repeatable',
  },
  verification: {
    type: 'string',
    requiresArg: true,
    describe: 'Result file of verify; the .html and .md reports show it if it is about the same baseline',
  },
  'allow-unparsed': {
    type: 'boolean',
    describe: 'Keep statements that PostgreSQL’s parser rejects, unchanged and with a warning',
  },
  'allow-incomplete': {
    type: 'boolean',
    describe: 'Convert a truncated dump as far as it goes, with a warning',
  },
  'new-baseline': {
    type: 'boolean',
    describe: 'Write B00N__….sql, a baseline for new databases at the last version, beside the released one',
  },
  fold: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'Migration to merge into the output, as if the dump had been made after it; repeatable, in order',
  },
  trust: {
    type: 'boolean',
    describe: 'Run the SQL as the superuser of --server, with --fold; it can then do anything on that server',
  },
  server: {
    type: 'string',
    requiresArg: true,
    describe:
      'Database (postgres://…) whose history table tells whether the output is released; only read. With --fold, also the server for scratch databases, instead of PGlite',
  },
  force: { type: 'boolean', describe: 'Overwrite files that pg-baseline did not write' },
  strict: { type: 'boolean', describe: 'Exit 1 if there is a warning; the output is still written' },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only errors' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  ['$0 schema.sql -o V001.sql', 'Convert a file'],
  ['pg_dump -s shop | $0 > V001.sql', 'Convert in a pipe'],
  ['$0 schema.sql --report report.txt', 'See what happened to each statement'],
  ['$0 schema.sql --fold V002.sql -o V001.sql', 'Merge a migration into the baseline'],
  ['$0 --check', 'In CI: check that the committed files are up to date'],
];

const epilogue = [
  'Options override the configuration file, and the configuration file overrides the defaults.',
  'Archives (pg_dump -Fc, -Ft, -Fd) are read through pg_restore, if it is on PATH.',
  'Exit codes: 0 done; 1 --strict or --check found something; 2 wrong usage or unreadable input;\n3 the output is released and would change.',
].join('\n');

const NO_MORE = 'Only one dump can be converted at a time';

export const convert = defineCommand({
  name: 'convert',
  summary: 'Turn a pg_dump export into one clean, re-runnable SQL baseline',
  isDefault: true,
  file: {
    name: 'dump',
    describe: `Dump to convert; ${STDIN} or nothing reads standard input`,
    onlyOne: NO_MORE,
  },
  options,
  examples,
  epilogue,
  run(given, words, io) {
    const dump = dumpOf(words);
    return convertDump(dump === undefined ? given : { ...given, dump }, io);
  },
});

/** A dump may be named behind `--`, too. */
function dumpOf({ file, rest, all }: Words): string | undefined {
  const [first, second] = file === undefined ? rest : [file, ...rest];
  if (second !== undefined) throw new InputError('cli/too-many', `${NO_MORE}; ${second} is one too many.`);
  // yargs makes an empty word of a lone dash.
  if (first !== '') return first;
  if (all.includes(STDIN)) return STDIN;
  throw noDump();
}
