/** `pg-baseline adopt --from DUMP`: its options and their words. */
import { baselineRunner } from '../../runners/registry.js';
import { CONFIG_FILES } from '../conversion/configuration.js';
import { defineCommand, type OptionTable } from './command.js';

const options = {
  from: {
    type: 'string',
    requiresArg: true,
    describe: 'Dump of the database that exists',
    defaultDescription: 'dump of the configuration',
  },
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: 'Folder for the migrations',
    defaultDescription: 'folder of the baseline',
  },
  tenant: {
    type: 'string',
    requiresArg: true,
    describe: 'Key of the only tenant, which all rows get at once',
  },
  'keep-unproven': {
    type: 'boolean',
    describe: 'Write migrations that could not be proven, to files that end in .unproven.sql',
  },
  server: {
    type: 'string',
    requiresArg: true,
    describe: 'Server (postgres://…) for scratch databases, where the migrations are proven',
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
  force: { type: 'boolean', describe: 'Overwrite files that pg-baseline did not write' },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only what is wrong' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  ['$0 adopt --from production.sql', 'Migrations for a database with several tenants'],
  ["$0 adopt --from production.sql --tenant 'a1b2…'", 'All rows belong to one tenant'],
];

const epilogue = [
  'Writes three migrations with the next free versions, which bring a database with rows to the state',
  `of the hims baseline: expand adds columns in milliseconds; backfill, outside of a transaction for`,
  `${baselineRunner.name}, fills them in batches and can be stopped; contract adds NOT NULL, keys and policies.`,
  'It lists where the tenant of each table comes from, for review; adopt.backfill of the configuration',
  'overrides that. docs/adopt.md has the procedure.',
  '',
  'Exit codes: 0 done; 1 not proven, nothing written; 2 wrong usage or unreadable input; 3 refused until',
  'you decide.',
].join('\n');

export const adopt = defineCommand({
  name: 'adopt',
  summary: 'Write the migrations that bring an existing database with rows to the baseline',
  file: {
    name: 'dump',
    describe: 'The same as --from',
    onlyOne: 'Only one database can be adopted at a time',
  },
  options,
  examples,
  epilogue,
  async run(given, { file }, io) {
    const { adoptSchema } = await import('../migration/adoptSchema.js');
    return adoptSchema({ ...(file === undefined ? {} : { from: file }), ...given }, io);
  },
});
