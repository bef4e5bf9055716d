/**
 * CREATE INDEX visits_at_idx ON …  →  DO … IF to_regclass('visits_at_idx') IS NULL: IF NOT EXISTS would lock the table
 * against writers before its check.
 * https://www.postgresql.org/docs/current/sql-createindex.html
 */
import { type Name, quoteIdentifier, quoteName, relationName } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { afterPartitions, ranks, relationKey } from '../base/alterTable.js';
import { sameBut, step, whereExisting } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { noRelation, without } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { alterIndexOptions } from '../base/options.js';
import type { Step } from '../base/verbs.js';
import { nodeIf, nodeOf } from '../../grammar.js';

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
  // A partition's index goes with that of the partitioned table, and can't go without it.
  drop: ({ name }) =>
    step(`DROP INDEX ${quoteName(name)}`, whereExisting(name, `relkind IN ('i', 'I')`, 'NOT relispartition')),
  alter(before, after) {
    const [old, wanted] = [nodeOf(before.statement, 'IndexStmt'), nodeOf(after.statement, 'IndexStmt')];
    // PostgreSQL has no ALTER for the options of a partitioned table's index, which pg_dump creates ON ONLY the table.
    if (!wanted.relation?.inh || !sameBut(old, wanted, 'options')) return undefined;
    return alterIndexOptions(after.name, old.options, wanted.options);
  },
  isDefined: ({ sql, name }) =>
    whereExisting(
      name,
      isWritten('pg_get_indexdef(oid)', without(without(sql, 'CONCURRENTLY'), 'IF', 'NOT', 'EXISTS')),
    ),
};

/** ALTER INDEX … RENAME TO where only the name differs. */
export function renamedIndex(before: SchemaObject, after: SchemaObject): Step | undefined {
  const [old, wanted] = [nodeIf(before.statement, 'IndexStmt'), nodeIf(after.statement, 'IndexStmt')];
  if (!old || !wanted || !sameBut(old, wanted, 'idxname')) return undefined;
  return {
    sql: `ALTER INDEX ${quoteName(before.name)} RENAME TO ${quoteIdentifier(after.name.name)}`,
    when: whereExisting(before.name, noRelation(after.name)),
  };
}
