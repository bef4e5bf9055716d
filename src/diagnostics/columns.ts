/** Columns that tables gain, and code that depends on the columns they had. */
import type { Entries } from './entry.js';

export const columnEntries = {
  'audit/bare-name': {
    severity: 'warning',
    title: 'A table gains no audit columns because of unqualified names',
    problem:
      'A function names columns without their table. With another column of that name it would fail or read the wrong one, so the table gains none.',
    whatToDo: 'Qualify the columns with their table in the design, avoid NATURAL JOIN, and convert again.',
  },
  'audit/fixed-row': {
    severity: 'warning',
    title: 'A table gains no audit columns because of code',
    problem:
      'A function or rule depends on exactly these columns, by their number or place, and would fail with another one.',
    whatToDo: 'Add the columns in the design, change that code, and convert again.',
  },
  'audit/left-to-application': {
    severity: 'info',
    title: 'The application has to set an audit column',
    problem:
      'A trigger that sets the column would make working writes fail, for the reason in the message. So nothing but the application sets it.',
    whatToDo: 'Set the column in the application, or remove the reason in the design.',
  },
  'audit/slow-user-function': {
    severity: 'warning',
    title: 'The user function is slow',
    problem:
      'The dump’s function for the current user is called for each row that is written, and an EXCEPTION block starts a subtransaction in each call.',
    whatToDo: 'Write the function in SQL, as the message shows, or name another one in tenancy.userFunction.',
  },
  'audit/soft-delete': {
    severity: 'info',
    title: 'Nothing records who deleted a row',
    problem:
      'The table marks deleted rows by a flag only. When and by whom a row was deleted is not recorded.',
    whatToDo: 'Add deleted_at and deleted_by to the design if you need to know.',
  },
  'audit/timestamp-without-zone': {
    severity: 'info',
    title: 'An audit column has no time zone',
    problem:
      'The column is a timestamp without time zone, so its value depends on the time zone of the session that wrote it. It was kept.',
    whatToDo: 'Make it timestamp with time zone in the design.',
  },
  'audit/trigger-disabled': {
    severity: 'warning',
    title: 'The trigger that sets an audit column is disabled',
    problem:
      'The dump has a trigger for the column that never fires, or fires only on a replica. The baseline adds none, so nothing sets the column.',
    whatToDo: 'Enable the trigger in the design, or drop it; the baseline then adds its own.',
  },
  'audit/version-is-data': {
    severity: 'info',
    title: 'A column named version is not used for optimistic locking',
    problem:
      'The column has data of the application, for example the version of a form. No trigger increments it.',
    whatToDo: 'Nothing, unless it is a counter after all: then name it in audit.rowVersion.',
  },
  'compliance/bare-name': {
    severity: 'warning',
    title: 'A table gains no compliance columns because of unqualified names',
    problem:
      'A function names columns without their table. With another column of that name it would fail or read the wrong one. Until the table has the columns, its rows have no hold and no retention, and can be deleted.',
    whatToDo: 'Qualify the columns with their table in the design, avoid NATURAL JOIN, and convert again.',
  },
  'compliance/fixed-row': {
    severity: 'warning',
    title: 'A table gains no compliance columns because of code',
    problem:
      'A function or rule depends on exactly these columns. Until the table has the others, its rows have no hold and no retention, and can be deleted.',
    whatToDo: 'Add the columns in the design, change that code, and convert again.',
  },
  'compliance/hold-kept': {
    severity: 'warning',
    title: 'A trigger of the dump has the name of a hold trigger',
    problem:
      'With compliance.enforce: false the hold triggers of an earlier baseline are left out. This one has the name and runs a function with another body, so it was kept.',
    whatToDo: 'If nobody needs it, drop it in the design.',
  },
  'compliance/hold-type': {
    severity: 'warning',
    title: 'A hold or retention column has a type that no trigger reads',
    problem:
      'The column has the name of a legal hold or a retention, but is not a boolean, date or timestamp. The rows that it marks can be deleted.',
    whatToDo:
      'Change the type of the column in the design: boolean for a hold; date, timestamp or timestamptz for a retention.',
  },
  'compliance/not-enforced': {
    severity: 'info',
    title: 'Hold triggers of the dump were left out',
    problem:
      'compliance.enforce is false, and the dump has the triggers of an earlier baseline. Rows on legal hold or within their retention can be deleted.',
    whatToDo:
      'An existing database keeps its triggers: drop them in a migration, or remove compliance.enforce from the configuration.',
  },
  'compliance/holds-none': {
    severity: 'info',
    title: 'A table of a profile gains none of its columns',
    problem:
      'The table’s name fits a compliance profile, but the table holds nothing that the profile is about, for example no person.',
    whatToDo:
      'If its rows belong to persons, list it in compliance.persons. For other profiles, name it in a profile of its own: compliance.<name>.tables.',
  },
  'compliance/perhaps-a-person': {
    severity: 'info',
    title: 'A table may hold rows of persons',
    problem:
      'The table refers to a person by a column that may be NULL, which is not enough to treat its rows as personal data.',
    whatToDo: 'If its rows belong to persons, list it in compliance.persons.',
  },
  'columnLists/ambiguous': {
    severity: 'error',
    title: 'A query would fail or read another column',
    problem: 'The query names or joins columns in a way that becomes ambiguous when its tables gain columns.',
    whatToDo: 'Change the query in the design as the message says: qualify the columns, or join by ON.',
  },
  'columnLists/natural-join': {
    severity: 'warning',
    title: 'A NATURAL JOIN compares more columns now',
    problem:
      'NATURAL JOIN compares all columns of the same name, and both sides gained some. The query may return other rows.',
    whatToDo: 'Write USING and the columns in the design, as pg_dump does.',
  },
  'columnLists/star': {
    severity: 'warning',
    title: 'A query with * returns more columns now',
    problem:
      'The query selects *, and its tables gained columns. It was not possible to write out the columns of the dump.',
    whatToDo: 'Name the columns in the design, as pg_dump does.',
  },
  'columnLists/whole-row': {
    severity: 'info',
    title: 'A query shows whole rows with more columns',
    problem:
      'The query uses a whole row, for example in to_jsonb(v), so its result has the columns that the table gained.',
    whatToDo:
      'Nothing, if readers may see these columns. Otherwise build the value from named columns in the design.',
  },
  'columnLists/written-out': {
    severity: 'info',
    title: 'A star was written out',
    problem:
      'The query selected *, and its tables gained columns. The columns of the dump were written in its place, so the result is the same.',
    whatToDo: 'Nothing.',
  },
  'placement/columns-shifted': {
    severity: 'warning',
    title: 'Gained columns come before a table’s own',
    problem:
      'The table inherits, and the columns that its parent gained come before its own. An INSERT without a column list puts values into the wrong columns.',
    whatToDo: 'Name the columns in every INSERT into the table.',
  },
  'foreignPartitions/columns': {
    severity: 'warning',
    title: 'A foreign table gained columns',
    problem:
      'A foreign table is a partition, so it gets the columns that its parent gained. The table on the remote server does not have them.',
    whatToDo: 'Add them to the table on the remote server before it is read.',
  },
} as const satisfies Entries;
