/** Migrations: what diff leaves to a person. */
import type { Entries } from './entry.js';

export const migrationEntries = {
  'diff/rename': {
    severity: 'error',
    title: 'Something may have been renamed',
    problem:
      'A table or column is gone, and one of the same form is new. A schema does not say whether it was renamed; dropping it would lose its rows.',
    whatToDo: 'Add --rename with both names, or --no-rename if it is really another one.',
  },
  'diff/value': {
    severity: 'error',
    title: 'Rows that exist need a value',
    problem:
      'A new column is NOT NULL and has no default, so PostgreSQL cannot add it to a table that has rows.',
    whatToDo: 'Add --value schema.table.column=expression, or give the column a default in the design.',
  },
  'diff/loss': {
    severity: 'error',
    title: 'The migration would lose rows or values',
    problem:
      'A table or column goes, or a type keeps less than the one before. Nothing can bring the values back.',
    whatToDo: 'Keep it in the design, or add --allow-data-loss once you have a backup.',
  },
  'diff/impossible': {
    severity: 'error',
    title: 'PostgreSQL has no statement for the change',
    problem: 'The change needs a new table and a copy of its rows, or steps that only a person can choose.',
    whatToDo: 'Write this step by hand in a migration of its own, then run diff again.',
  },
  'fold/differs': {
    severity: 'error',
    title: 'The merged baseline would differ',
    problem:
      'The dump with the migrations merged into it was loaded and read back, and some objects are not what dump and migrations give. The dump writes them in a form that the merge does not understand.',
    whatToDo: 'Export the database after the migrations, and convert that.',
  },
  'fold/left-out': {
    severity: 'warning',
    title: 'A statement of the dump lost its object to a migration',
    problem:
      'PGlite cannot run the statement, and a migration drops or renames the table or column that it is about. Whether it was renamed is not known, so the statement was left out.',
    whatToDo:
      'If it was renamed, add the statement with the new name to the last migration. Otherwise nothing.',
  },
  'fold/not-run': {
    severity: 'error',
    title: 'A statement of a migration can neither run nor be copied',
    problem:
      'PGlite lacks what the statement needs, and the statement changes or drops something, so that its text is no part of a baseline.',
    whatToDo: 'Name a server with --server; or export the database after the migration, and convert that.',
  },
} as const satisfies Entries;
