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
  'adopt/no-path': {
    severity: 'warning',
    title: 'No foreign key leads from a table to a tenant',
    problem:
      'Each row of the table belongs to a tenant, but nothing in the schema says to which. The backfill leaves its rows without one, and the contract step stops while there are any.',
    whatToDo:
      'Say where its tenant comes from in adopt.backfill: a column and the table that it names, or an SQL expression.',
  },
  'adopt/shared-parent': {
    severity: 'warning',
    title: 'Rows may belong to a row that all tenants share',
    problem:
      'The table refers to a table whose rows may be everybody’s. A row that refers to such a row has no tenant, and the contract step stops while there are any.',
    whatToDo:
      'List the table in tenancy.mixedTables if such rows are shared too, or give it a value with adopt.backfill.',
  },
  'adopt/unused': {
    severity: 'warning',
    title: 'An entry of adopt.backfill is not needed',
    problem:
      'The table does not exist, or gains no tenant column: it has one, or its rows are shared by all tenants.',
    whatToDo: 'Remove the entry, or correct the name of its table.',
  },
  'adopt/expression': {
    severity: 'error',
    title: 'An entry of adopt.backfill cannot be used',
    problem:
      'It is not one SQL expression, or its path names a column or a table that the dump does not have, or a table without tenants.',
    whatToDo:
      'Write column -> schema.table for a column that holds the primary key of that table, or an SQL expression over the columns of the row.',
  },
  'adopt/refused': {
    severity: 'error',
    title: 'The database cannot be brought to the baseline without a decision',
    problem:
      'The baseline differs from the database in something that PostgreSQL has no statement for, or that would lose rows.',
    whatToDo: 'Decide it in the design or the configuration, or write this step by hand.',
  },
  'adopt/tenant': {
    severity: 'error',
    title: 'The only tenant has no such key',
    problem:
      '--tenant is the key of a row of the tenants table, and the value has another form than the type of that key.',
    whatToDo: 'Give the key of the row, as SELECT shows it.',
  },
  'adopt/no-source': {
    severity: 'error',
    title: 'adopt does not know the database',
    problem: 'adopt needs the schema of the database that exists: a dump of it.',
    whatToDo:
      'Name it: pg-baseline adopt --from schema.sql. Without --from it takes the dump of the configuration.',
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
