/** Settings, transactions and psql lines: they belong to the session that restores a dump, and leak out of a migration. */
import { type Catalog, dropWhere, warn } from '../catalog/catalog.js';
import type { Diagnostic } from '../diagnostics.js';
import { isFragment } from '../kinds/noise.js';
import type { Transform } from './transform.js';

const REASONS: Readonly<Record<string, string>> = {
  setting: 'a setting of the restoring session; what of it is state stands in the statements',
  transaction: 'the transaction is the runner’s',
  noise: 'not SQL: a program or terminal printed it',
  psqlLine: 'a line for psql, not SQL',
};

/** A statement that the file ends inside of is noise of its own kind. */
const UNFINISHED = 'the file ends inside this statement';

/** Lines that pg_dump writes, and those that only print or set the client up. */
const HARMLESS = new Set([
  '\\restrict',
  '\\unrestrict',
  '\\connect',
  '\\c',
  '\\encoding',
  '\\.',
  '\\set',
  '\\echo',
  '\\qecho',
  '\\pset',
  '\\timing',
  '\\x',
]);

/** \if, \gexec, \i decide what runs: without psql, something else does. */
function commands({ objects }: Catalog): Diagnostic[] {
  return objects.flatMap(({ kind, name, statement, id }): Diagnostic[] => {
    if (kind !== 'psqlLine' || HARMLESS.has(name.name)) return [];
    return [
      {
        severity: 'warning',
        code: 'stripSession/psql-command',
        message: `${name.name} is a command of psql that decides what runs. The line was left out, what stands around it was kept.`,
        help: 'Look at that place, and write the file without the command.',
        place: { line: statement.raw.line, column: 1 },
        object: id,
      },
    ];
  });
}

export const stripSession: Transform = {
  name: 'stripSession',
  summary: 'Takes out session settings, BEGIN and COMMIT, psql lines, and messages of programs.',
  apply: (catalog) =>
    dropWhere(warn(catalog, ...commands(catalog)), ({ kind, statement }) =>
      isFragment(statement) ? UNFINISHED : REASONS[kind],
    ),
};
