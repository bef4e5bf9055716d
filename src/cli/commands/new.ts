/** `pg-baseline new NAME`: its options and their words. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { CONFIG_FILES } from '../conversion/configuration.js';
import { templates } from '../project/templates/builtIn.js';
import { defineCommand, type OptionTable } from './command.js';

const BUILT_IN = Object.keys(templates);

const options = {
  template: {
    alias: 't',
    type: 'string',
    requiresArg: true,
    describe: `Template: ${BUILT_IN.join(', ')}, or a file of the project, db/migration/templates/NAME.sql.template`,
  },
  table: { type: 'string', requiresArg: true, describe: 'Table that the migration is about, as schema.name' },
  schema: { type: 'string', requiresArg: true, describe: 'Schema, if the migration is about no table' },
  column: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Column to add, as SQL: a name and a type, with NOT NULL and DEFAULT if wanted; repeatable',
  },
  references: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Table that a column of --column refers to, as column=schema.table; repeatable',
  },
  profile: { type: 'string', requiresArg: true, describe: 'Compliance profile whose columns the table gets' },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print only errors' },
} as const satisfies OptionTable;

const examples: [string, string][] = [
  [
    "$0 new 'create visits' -t create-table --table core.visits",
    'A table with its tenant column and policies',
  ],
  ["$0 new 'visit notes' -t add-columns --table core.visits --column 'notes text'", 'A column'],
];

const epilogue = [
  'The file gets the next free version. It is written once it has run in PGlite after the baseline and',
  'all migrations. docs/templates.md describes the templates.',
  'Exit codes: 0 written; 1 the migration does not run; 2 wrong usage or unreadable input.',
].join('\n');

export const newCommand = defineCommand({
  name: 'new',
  summary: 'Write the next migration from a template, with what the configuration adds',
  file: {
    name: 'name',
    describe: 'What the migration does, in a few words',
    onlyOne: 'A migration has one name',
    instead: 'Put it in quotes.',
  },
  options,
  examples,
  epilogue,
  async run({ template, ...given }, { file: name }, io) {
    const usable = name !== undefined && /[\p{L}\p{N}]/u.test(name) && !/[\p{Cc}\u2028\u2029{}]/u.test(name);
    if (!usable)
      throw new InputError(
        'project/no-name',
        name === undefined
          ? 'The migration has no name.'
          : `${JSON.stringify(name)} is no name for a migration.`,
        {
          help: "Use a few words: pg-baseline new 'create visits' --template create-table --table core.visits",
        },
      );
    if (template === undefined)
      throw new InputError('project/template', 'No template was named.', {
        help: `Name one: --template ${BUILT_IN.join(', ')}, or a file of the project.`,
      });
    const { newMigration } = await import('../project/newMigration.js');
    return newMigration({ ...given, name, template }, io);
  },
});
