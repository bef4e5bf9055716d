/**
 * ALTER TABLE ONLY audit.log ATTACH PARTITION audit.log_2026 …  →  DO … IF NOT EXISTS (its row of pg_inherits)
 * https://www.postgresql.org/docs/current/ddl-partitioning.html
 */
import type { PartitionCmd } from '../../grammar.js';
import { type Name, quoteName, relationName } from '../../catalog/names.js';
import { type Key, key, placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Step } from '../base/verbs.js';
import { ranks, relationKey, tableAction } from '../base/alterTable.js';
import { existing, step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';

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
  // The rows stay in the table.
  drop: ({ statement }) => detached(statement),
  alter(before, after, target) {
    const isMoved =
      quoteName(attached(before.statement)!.parent) !== quoteName(attached(after.statement)!.parent);
    const attach = partition.guard(after, target);
    return {
      steps: [...detached(before.statement, ...(isMoved ? [] : [`NOT (${hasBound(after)})`])), attach],
    };
  },
  isDefined(object) {
    const { parent, child } = attached(object.statement)!;
    return where('pg_inherits', ...rowOf(parent, child), hasBound(object));
  },
};

const rowOf = (parent: Name, child: Name): string[] => [
  `inhrelid = ${existing(child)}`,
  `inhparent = ${existing(parent)}`,
];

function detached(statement: Statement, ...conditions: readonly string[]): Step[] {
  const { parent, child } = attached(statement)!;
  return step(
    `ALTER TABLE ${quoteName(parent)} DETACH PARTITION ${quoteName(child)}`,
    where('pg_inherits', ...rowOf(parent, child), ...conditions),
  );
}

/** True for a row of pg_inherits with the bound as it is written here. */
function hasBound({ sql }: SchemaObject): string {
  const all = tokens(sql);
  const words = all.map((token) => keyword(sql, token));
  const from = words.findIndex((word, at) => word === 'VALUES' && words[at - 1] === 'FOR');
  const bound = sql.slice(all[from === -1 ? all.length - 1 : from - 1]!.start).trim();
  return `${isWritten('(SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = inhrelid)', bound)}`;
}

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
