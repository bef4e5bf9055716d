/** Projects with migrations: init, new, check, and a released baseline. */
import type { Entries } from './entry.js';

export const projectEntries = {
  'project/name': {
    severity: 'error',
    title: 'A name on the command line is no identifier',
    problem:
      'The name of a table or a schema goes into SQL, so it has to be an identifier as SQL reads it. Names with quotes, backslashes, dollar signs or line ends are refused, although PostgreSQL allows them: a template may use a name in a text or a comment.',
    whatToDo: 'Write it as in SQL: --table core.visits. For such a name, write the migration by hand.',
  },
  'project/no-baseline': {
    severity: 'error',
    title: 'The project has no baseline yet',
    problem:
      'The command needs the baseline, which the configuration names as output, and there is no such file.',
    whatToDo:
      'Convert the dump first: pg-baseline convert schema.sql --output db/migration/V001__baseline.sql.',
  },
  'project/no-name': {
    severity: 'error',
    title: 'The new migration has no name',
    problem: 'new needs words that say what the migration does; they become the name of the file.',
    whatToDo: 'Give them: pg-baseline new "create visits" --template create-table --table core.visits.',
  },
  'project/unreadable': {
    severity: 'error',
    title: 'The migrations cannot be read as one schema',
    problem:
      'new reads the baseline and the migrations after it as one schema, to find what the configuration adds. A migration that renames, changes or drops an object cannot be read in this way.',
    whatToDo: 'Write the migration by hand, and try it with pg-baseline check.',
  },
  'project/template': {
    severity: 'error',
    title: 'A template cannot be used',
    problem:
      'There is no template of that name, it has a placeholder that does not exist or has no value, or it lacks the placeholder for what the configuration adds.',
    whatToDo: 'Correct the template at the line of the message; docs/templates.md lists the placeholders.',
  },
  'project/column': {
    severity: 'error',
    title: 'A column on the command line has a mistake',
    problem: '--column needs a name and a type, with NOT NULL and DEFAULT if wanted, as SQL.',
    whatToDo: "Write it like --column 'amount numeric(12,2) NOT NULL DEFAULT 0'.",
  },
  'project/profile': {
    severity: 'error',
    title: 'There is no such compliance profile',
    problem: '--profile names a profile of compliance, built-in or from the configuration.',
    whatToDo: 'Use one of those that the message lists, or define it under compliance.',
  },
  'project/runner': {
    severity: 'error',
    title: 'The runner is not known',
    problem: 'init --runner prints how a runner marks a version as applied, and knows a few of them.',
    whatToDo: 'Use one of those that the message lists, or read docs/strategy.md.',
  },
  'project/released': {
    severity: 'error',
    title: 'A released baseline would change',
    problem:
      'The configuration says released: true, or the history table of --server has the version of the baseline. Databases have run the file: a runner with checksums stops at a changed one, and without checksums the change reaches no database that exists.',
    whatToDo:
      'Write the change as a migration (pg-baseline diff OLD NEW). With --new-baseline, convert writes a baseline for new databases beside it.',
  },
} as const satisfies Entries;
