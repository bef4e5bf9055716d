/** What verify finds in the finished database. These findings are no failures, and the configuration does not govern them. */
import type { Entries } from './entry.js';

export const lintEntries = {
  'lint/columns-shifted': {
    severity: 'warning',
    title: 'Columns were added before existing ones',
    problem:
      'A table inherits columns that were added, and they come before its own. An INSERT without a column list fails or fills the wrong columns.',
    whatToDo: 'Name the columns in every INSERT.',
  },
  'lint/definer-search-path': {
    severity: 'warning',
    title: 'A SECURITY DEFINER routine has no search_path',
    problem:
      'The routine runs with its owner’s rights and its caller’s search_path, so the caller decides what it finds.',
    whatToDo:
      'Set it in the design (ALTER … SET search_path = pg_catalog, pg_temp) and qualify the names in the body. Or use functions.searchPath.',
  },
  'lint/duplicate-index': {
    severity: 'warning',
    title: 'Two indexes are the same',
    problem: 'Both have the same columns, operators and condition, so one of them only costs space and time.',
    whatToDo: 'Remove one of them from the design.',
  },
  'lint/index-unusable': {
    severity: 'warning',
    title: 'An index is not used under row-level security',
    problem: 'No operator of the index is leakproof, so PostgreSQL does not use it before the policies.',
    whatToDo:
      'Search by the tenant column first, or through a function of an owner that bypasses the policies.',
  },
  'lint/invalid-index': {
    severity: 'warning',
    title: 'An index is invalid',
    problem:
      'PostgreSQL uses no invalid index. On a partitioned table, an index of a partition is usually missing.',
    whatToDo: 'Attach the missing indexes in the design, or rebuild it.',
  },
  'lint/placeholder': {
    severity: 'warning',
    title: 'A statement has what Flyway takes for a placeholder',
    problem: 'Flyway replaces ${…} and stops if it has no value for it.',
    whatToDo: 'Run Flyway with placeholderReplacement=false, or rewrite the text.',
  },
  'lint/policy-per-row': {
    severity: 'warning',
    title: 'A policy calls a function for each row',
    problem: 'The function cannot be inlined, so each query on the table calls it once per row.',
    whatToDo: 'If the result does not depend on the row, write (SELECT f(…)), which is evaluated once.',
  },
  'lint/unindexed-foreign-key': {
    severity: 'warning',
    title: 'A foreign key has no index',
    problem:
      'No index begins with the columns of the foreign key, so each DELETE of a referenced row scans the whole table.',
    whatToDo: 'Add an index in the design.',
  },
} as const satisfies Entries;
