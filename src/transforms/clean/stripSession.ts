/** Removes settings, transactions and psql commands: they are for a restore session, and leak out of a migration. */
import { type Catalog, dropWhere, warn } from '../../catalog/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { isFragment } from '../../kinds/session/noise.js';
import type { Transform } from '../base/transform.js';
import { leftOutAs } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';

/** The reason for an unfinished statement, which is of the kind `noise` too. */
const UNFINISHED = 'the file ends inside this statement';

/** Commands that pg_dump writes, and those that only print or configure the client. */
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

/** \if, \gexec and \i decide which statements run; without psql, other statements run. */
function commands({ objects }: Catalog): Diagnostic[] {
  return objects.flatMap(({ kind, name, statement, id }): Diagnostic[] => {
    if (kind !== KIND.psqlLine || HARMLESS.has(name.name)) return [];
    return [
      {
        severity: 'warning',
        code: 'stripSession/psql-command',
        message: `${name.name} is a psql command that controls which statements run. The line was left out; the statements around it were kept.`,
        help: 'Check that place, and rewrite the file without the command.',
        place: { line: statement.raw.line, column: 1 },
        object: id,
      },
    ];
  });
}

export const stripSession: Transform = {
  name: 'stripSession',
  stage: 'clean',
  summary: 'Removes session settings, BEGIN and COMMIT, psql commands, and messages of programs.',
  apply: (catalog) =>
    dropWhere(warn(catalog, ...commands(catalog)), (object) =>
      isFragment(object.statement) ? UNFINISHED : leftOutAs('session', object),
    ),
};
