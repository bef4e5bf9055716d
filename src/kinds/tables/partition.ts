/**
 * ALTER TABLE ONLY audit.log ATTACH PARTITION audit.log_2026 …  →  DO … IF NOT EXISTS (its row of pg_inherits)
 * https://www.postgresql.org/docs/current/ddl-partitioning.html
 */
import type { PartitionCmd } from '../../grammar.js';
import { type Name, relationName } from '../../catalog/names.js';
import { type Key, key, placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { ranks, relationKey, tableAction } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/** The partition and its parent. */
export function attached(statement: Statement): { parent: Name; child: Name } | undefined {
  const found = tableAction(statement);
  if (found?.action !== 'AT_AttachPartition' || found.objectType !== 'OBJECT_TABLE') return undefined;
  const { name } = (found.command.def as { PartitionCmd: PartitionCmd }).PartitionCmd;
  return { parent: found.table, child: placed(relationName(name), statement) };
}

export const partition: Kind<'partition', 'AT_AttachPartition'> = {
  name: 'partition',
  label: 'partition',
  family: 'none',
  headings: ['TABLE ATTACH'],
  unique: false,
  nodes: ['AT_AttachPartition'],
  read(statement) {
    const found = attached(statement);
    if (!found) return undefined;
    return describe(this, statement, {
      name: found.child,
      section: 'Tables',
      parent: relationKey(found.child),
      rank: ranks.partition,
      order: '',
      provides: [key('partitions', found.parent)],
    });
  },
  guard({ sql, statement }) {
    const { parent, child } = attached(statement)!;
    return {
      sql,
      when: unless('pg_inherits', `inhrelid = ${regclass(child)}`, `inhparent = ${regclass(parent)}`),
    };
  },
};

/** The keys of all tables in partition trees: partitioned tables and partitions. */
export function partitionTrees(objects: readonly SchemaObject[]): Set<Key> {
  const found = new Set<Key>();
  for (const { provides, kind, name } of objects) {
    for (const k of provides)
      if (k.startsWith('partitions\0')) found.add(k.replace('partitions', 'relation'));
    if (kind === 'partition') found.add(relationKey(name));
  }
  return found;
}
