/**
 * CREATE INDEX visits_at_idx ON …  →  CREATE INDEX IF NOT EXISTS visits_at_idx ON …
 * https://www.postgresql.org/docs/current/sql-createindex.html
 */
import type { IndexStmt } from '../grammar.js';
import { type Name, quoteIdentifier, relationName } from '../catalog/names.js';
import { placed } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import { keyword, tokens } from '../source/tokens.js';
import { ranks, relationKey } from './alterTable.js';
import { chosenName } from './chosenName.js';
import { afterPartitions } from './constraint.js';
import { ifNotExists, without } from './edit.js';
import { describe, type Kind } from './kind.js';

/** The table of an index. */
export const indexed = (statement: Statement): Name =>
  placed(relationName((statement.tree!.node as IndexStmt).relation), statement);

/** The columns as PostgreSQL names an index after them: an expression is `expr`, or what it calls. */
const columnNames = ({ indexParams = [] }: IndexStmt): string[] =>
  indexParams.flatMap((p) => ('IndexElem' in p ? [p.IndexElem.name ?? 'expr'] : []));

/** `CREATE INDEX ON t (a)` with a name. */
function named(text: string, { idxname }: IndexStmt, name: string): string {
  if (idxname !== undefined) return text;
  const all = tokens(text, 8);
  const on = all.findIndex((token) => keyword(text, token) === 'ON');
  return `${text.slice(0, all[on]!.start)}${quoteIdentifier(name)} ${text.slice(all[on]!.start)}`;
}

export const index: Kind = {
  name: 'index',
  label: 'index',
  nodes: ['IndexStmt'],
  read(statement) {
    const stmt = statement.tree!.node as IndexStmt;
    const table = indexed(statement);
    // Without a name there is nothing to look for: PostgreSQL would choose another one on the second run.
    const idxname = stmt.idxname ?? chosenName(table.name, columnNames(stmt).join('_'), 'idx');
    const name = { schema: table.schema, name: idxname };
    return describe(this, statement, {
      name,
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.index,
      order: idxname,
      provides: [relationKey(name)],
      sql: named(statement.text, stmt, idxname),
      alsoNeeds: afterPartitions(table),
    });
  },
  // CONCURRENTLY is for tables with rows, and refused inside a transaction.
  guard: ({ sql }) => ({ sql: ifNotExists(without(sql, 'CONCURRENTLY'), 'INDEX') }),
};
