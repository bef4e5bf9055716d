/**
 * ALTER INDEX audit.log_pkey ATTACH PARTITION audit.log_2026_pkey  →  DO … IF NOT EXISTS (its row of pg_inherits)
 * https://www.postgresql.org/docs/current/sql-alterindex.html
 */
import type { PartitionCmd } from '../../grammar.js';
import { type Name, relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { ranks, relationKey, tableAction } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/** The partition's index and its parent index. */
function attached(statement: Statement): { parent: Name; child: Name } | undefined {
  const found = tableAction(statement);
  if (found?.objectType !== 'OBJECT_INDEX') return undefined;
  const { name } = (found.command.def as { PartitionCmd: PartitionCmd }).PartitionCmd;
  return { parent: found.table, child: placed(relationName(name), statement) };
}

export const indexAttach: Kind<'indexAttach', 'AT_AttachPartition'> = {
  name: 'indexAttach',
  label: 'index partition',
  family: 'none',
  headings: ['INDEX ATTACH'],
  unique: false,
  nodes: ['AT_AttachPartition'],
  read(statement) {
    const found = attached(statement);
    if (!found) return undefined;
    return describe(this, statement, {
      name: found.child,
      section: 'Tables',
      parent: relationKey(found.parent),
      rank: ranks.indexAttach,
      order: found.child.name,
    });
  },
  guard({ sql, statement }) {
    const { parent, child } = attached(statement)!;
    return {
      sql,
      when: unless('pg_inherits', `inhrelid = ${regclass(child)}`, `inhparent = ${regclass(parent)}`),
    };
  },
  // Without `drop`: PostgreSQL can't detach an index, which goes with its table's partition or with the parent index.
};
