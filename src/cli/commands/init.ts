/** `pg-baseline init DUMP`: its options and their words. */
import { adoptions } from '../../runners/adoption.js';
import { choices, defaults } from '../../settings/settings.js';
import { DEFAULT_OUTPUT } from '../conversion/configuration.js';
import { STDIN } from '../io/input.js';
import { defineCommand, type OptionTable } from './command.js';

const options = {
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: 'Baseline that the configuration names',
    defaultDescription: DEFAULT_OUTPUT,
  },
  preset: {
    choices: choices.preset,
    requiresArg: true,
    describe: 'Preset that the configuration names',
    defaultDescription: defaults.preset,
  },
  ci: {
    choices: ['github'],
    requiresArg: true,
    describe: 'Also write a workflow that runs pg-baseline check',
  },
  runner: {
    type: 'string',
    requiresArg: true,
    describe: `Print the command that marks V001 as applied on an existing database: ${adoptions.map(({ runner }) => runner).join(', ')}`,
  },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only errors' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  ['$0 init schema.sql', 'Write a configuration with all open decisions, and templates'],
  ['$0 init --runner flyway', 'How Flyway takes a database over'],
];

const epilogue = [
  'Asks for open decisions on a terminal; in a pipe they become comments that begin with "decide:".',
  'Files that exist are left alone.',
].join('\n');

export const init = defineCommand({
  name: 'init',
  summary: 'Set a project up: a configuration with the decisions that a dump asks for, and templates',
  file: {
    name: 'dump',
    describe: `Dump to look at; ${STDIN} or nothing reads standard input`,
    onlyOne: 'Only one dump can be looked at a time',
  },
  options,
  examples,
  epilogue,
  async run(given, { file }, io) {
    const { initProject } = await import('../project/initProject.js');
    // yargs makes an empty word of a lone dash.
    return initProject({ ...given, ...(file === undefined ? {} : { dump: file === '' ? STDIN : file }) }, io);
  },
});
