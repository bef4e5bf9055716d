/**
 * ALTER INDEX audit.log_pkey ATTACH PARTITION audit.log_2026_pkey, repeatable as it stands.
 * https://www.postgresql.org/docs/current/sql-alterindex.html
 */
import type { PartitionCmd } from '../grammar.js';
import { relationName } from '../catalog/names.js';
import { placed } from '../catalog/object.js';
import { ranks, relationKey, tableAction } from './alterTable.js';
import { describe, type Kind } from './kind.js';

export const indexAttach: Kind = {
  name: 'indexAttach',
  label: 'index partition',
  nodes: ['AT_AttachPartition'],
  read(statement) {
    const found = tableAction(statement);
    if (found?.objectType !== 'OBJECT_INDEX') return undefined;
    const child = placed(
      relationName((found.command.def as { PartitionCmd: PartitionCmd }).PartitionCmd.name),
      statement,
    );
    return describe(this, statement, {
      name: child,
      section: 'Tables',
      parent: relationKey(found.table),
      rank: ranks.indexAttach,
      order: child.name,
    });
  },
  guard: ({ sql }) => ({ sql }),
};
