/**
 * CREATE INDEX visits_at_idx ON …  →  DO … IF to_regclass('visits_at_idx') IS NULL: IF NOT EXISTS would lock the table
 * against writers before its check.
 * https://www.postgresql.org/docs/current/sql-createindex.html
 */
import { type Name, relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { afterPartitions, ranks, relationKey } from '../base/alterTable.js';
import { noRelation, without } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** The table of an index. */
export const indexed = (statement: Statement): Name =>
  placed(relationName(nodeOf(statement, 'IndexStmt').relation), statement);

export const index: Kind<'index', 'IndexStmt'> = {
  name: 'index',
  label: 'index',
  plural: 'indexes',
  family: 'none',
  headings: ['INDEX'],
  unique: true,
  expressions: { label: 'index', run: 'build' },
  stored: true,
  nodes: ['IndexStmt'],
  read(statement) {
    const { idxname = '' } = statement.tree.node;
    const table = indexed(statement);
    const name = { schema: table.schema, name: idxname };
    return describe(this, statement, {
      name,
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.index,
      order: idxname,
      provides: [relationKey(name)],
      alsoNeeds: afterPartitions(table),
    });
  },
  // CONCURRENTLY is for tables with rows, and PostgreSQL rejects it inside a transaction.
  guard: ({ sql, name }) => ({
    sql: without(without(sql, 'CONCURRENTLY'), 'IF', 'NOT', 'EXISTS'),
    when: noRelation(name),
  }),
};
