/** `pg-baseline diff OLD NEW`: its options and their words. */
import { choices, defaults } from '../../settings/settings.js';
import { CONFIG_FILES, STDOUT } from '../conversion/configuration.js';
import { defineCommand, type OptionTable } from './command.js';

const options = {
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: `Migration to write, ${STDOUT} for standard output`,
    defaultDescription: STDOUT,
  },
  preset: {
    choices: choices.preset,
    requiresArg: true,
    describe: 'hims compares the schemas with their tenancy; plain compares them as they are',
    defaultDescription: defaults.preset,
  },
  rename: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'A table or column that was renamed: schema.old=schema.new, schema.table.old=schema.table.new; repeatable',
  },
  'no-rename': {
    type: 'boolean',
    describe: 'Nothing was renamed: what looks like a rename is dropped and created',
  },
  value: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'Value of rows that exist for a column that becomes NOT NULL: schema.table.column=SQL expression; repeatable',
  },
  'allow-data-loss': { type: 'boolean', describe: 'Accept that tables, columns or values are lost for good' },
  phases: {
    type: 'boolean',
    describe:
      'Write the migration as files for large tables: expand, backfill (outside a transaction), contract',
  },
  'keep-unproven': {
    type: 'boolean',
    describe: 'Write a migration that could not be proven, to a file that ends in .unproven.sql',
  },
  server: {
    type: 'string',
    requiresArg: true,
    describe: 'Server (postgres://…) for scratch databases, where the migration is proven',
    defaultDescription: 'PGlite, a PostgreSQL in this process',
  },
  trust: {
    type: 'boolean',
    describe: 'Run the SQL as the superuser of --server; it can then do anything on that server',
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  force: { type: 'boolean', describe: 'Overwrite a file that pg-baseline did not write' },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only what is wrong' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  ['$0 diff old.sql new.sql -o V002__visits.sql', 'From one dump to another'],
  ['$0 diff db/migration new.sql -o V003__x.sql', 'From the migrations so far to a new design'],
  ['$0 diff postgres://reader@db/shop new.sql', 'From a live database, which is only read'],
];

const epilogue = [
  'OLD and NEW are dumps, baselines, folders of migrations, or servers (postgres://…).',
  '',
  'The migration is proven before it is written: in scratch databases, OLD with sample rows and the',
  'migration must equal NEW, keep all rows, and change nothing when it runs again. What needs a',
  'decision is refused: a likely rename, a lost column, a NOT NULL column without a value.',
  '',
  'Exit codes: 0 done, or nothing differs; 1 not proven, nothing written; 2 wrong usage or unreadable',
  'input; 3 refused until you decide.',
].join('\n');

export const diff = defineCommand({
  name: 'diff',
  summary: 'Write the migration from one schema to another, proven on sample rows',
  file: {
    name: 'old',
    describe: 'Schema that databases have: dump, baseline, folder of migrations, or server',
    onlyOne: 'Two schemas are compared at a time',
    second: { name: 'new', describe: 'Schema that they should have' },
  },
  options,
  examples,
  epilogue,
  async run(given, { file, second }, io) {
    const { diffSchemas } = await import('../migration/diffSchemas.js');
    return diffSchemas({ ...given, old: file, new: second }, io);
  },
});
