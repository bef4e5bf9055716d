/**
 * ALTER TABLE … CLUSTER ON x, REPLICA IDENTITY USING INDEX x  →  DO … IF not yet set (its row of pg_index or
 * pg_class), after the named index.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { ReplicaIdentityStmt } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { onTable, ranks, relationKey, type TableAction, tableAction } from '../base/alterTable.js';
import { unlessRelation } from '../base/compared.js';
import { alterRelation, existing, step, whereExisting } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { type Condition, describe, type Kind, unless, where } from '../base/kind.js';

/** The named index, and the replica identity's letter in pg_class. */
function markOf({ table, command }: TableAction) {
  const identity =
    command.def && 'ReplicaIdentityStmt' in command.def
      ? (command.def.ReplicaIdentityStmt as ReplicaIdentityStmt)
      : undefined;
  const name = command.name ?? identity?.name;
  const index = name === undefined ? undefined : { schema: table.schema, name };
  return { index, letter: identity?.identity_type };
}

function differs(found: TableAction): Condition {
  const { index, letter } = markOf(found);
  const mark = letter === undefined ? 'indisclustered' : 'indisreplident';
  return index === undefined
    ? unlessRelation(found.table, `relreplident = ${quoteLiteral(letter ?? '')}`)
    : unless('pg_index', `indexrelid = ${regclass(index)}`, mark);
}

export const tableMark: Kind<'tableMark', 'AT_ClusterOn' | 'AT_ReplicaIdentity'> = {
  name: 'tableMark',
  label: 'mark',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['AT_ClusterOn', 'AT_ReplicaIdentity'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table } = found;
    const { index } = markOf(found);
    return describe(this, statement, {
      name: { schema: table.schema, name: found.action === 'AT_ClusterOn' ? 'CLUSTER' : 'REPLICA IDENTITY' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.tableMark,
      order: found.action ?? '',
      alsoNeeds: index === undefined ? [] : [{ keys: [relationKey(index)] }],
    });
  },
  guard: ({ sql, statement }) => ({ sql, when: differs(tableAction(statement)!) }),
  drop({ statement }) {
    const { table, action } = tableAction(statement)!;
    return action === 'AT_ClusterOn'
      ? step(
          alterRelation(statement, 'SET WITHOUT CLUSTER'),
          where('pg_index', `indrelid = ${existing(table)}`, 'indisclustered'),
        )
      : step(
          alterRelation(statement, 'REPLICA IDENTITY DEFAULT'),
          whereExisting(table, `relreplident <> 'd'`),
        );
  },
  alter: 'again',
};
