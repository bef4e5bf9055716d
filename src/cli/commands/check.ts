/** `pg-baseline check`, for CI: its options and their words. */
import { CONFIG_FILES } from '../conversion/configuration.js';
import { defineCommand, type OptionTable } from './command.js';

const options = {
  server: {
    type: 'string',
    requiresArg: true,
    describe: 'Live database (postgres://…) to compare with the migrations; it is only read',
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only what is wrong' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  ['$0 check', 'Check the baseline and all migrations'],
  ['$0 check --server postgres://reader@db/shop', 'Also find what was changed in the database by hand'],
];

const epilogue = [
  'Checks that the baseline is what dump and configuration give (unless it is released), that no',
  'version is there twice, that every migration applies after the baseline in PGlite, and that the',
  'self-check passes at the end.',
  'Exit codes: 0 right; 1 something is wrong; 2 wrong usage or unreadable input.',
].join('\n');

export const check = defineCommand({
  name: 'check',
  summary: 'Check a project for CI: baseline up to date, migrations apply, tenants isolated, no drift',
  file: {
    name: 'dump',
    describe: 'Dump that the baseline was made from',
    defaultDescription: 'dump of the configuration',
    onlyOne: 'Only one dump can be checked at a time',
  },
  options,
  examples,
  epilogue,
  async run(given, { file: dump }, io) {
    const { checkProject } = await import('../project/checkProject.js');
    return checkProject({ ...given, ...(dump === undefined ? {} : { dump }) }, io);
  },
});
