/**
 * ALTER TABLE … CLUSTER ON x, REPLICA IDENTITY USING INDEX x: repeatable as they stand, after the index that they name.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { ReplicaIdentityStmt } from '../grammar.js';
import { key } from '../catalog/object.js';
import { onTable, ranks, relationKey, tableAction } from './alterTable.js';
import { describe, type Kind } from './kind.js';

export const tableMark: Kind = {
  name: 'tableMark',
  label: 'mark',
  nodes: ['AT_ClusterOn', 'AT_ReplicaIdentity'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command } = found;
    const identity =
      command.def && 'ReplicaIdentityStmt' in command.def
        ? (command.def.ReplicaIdentityStmt as ReplicaIdentityStmt)
        : undefined;
    const index = command.name ?? identity?.name;
    return describe(this, statement, {
      name: { schema: table.schema, name: found.action === 'AT_ClusterOn' ? 'CLUSTER' : 'REPLICA IDENTITY' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.tableMark,
      order: found.action ?? '',
      alsoNeeds:
        index === undefined ? [] : [{ keys: [key('relation', { schema: table.schema, name: index })] }],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
