/**
 * ALTER TABLE … ALTER COLUMN … SET STORAGE | COMPRESSION | STATISTICS | (n_distinct = …) | NOT NULL, SET ACCESS METHOD …:
 * all repeatable as they stand.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { AlterTableType } from '../grammar.js';
import { key } from '../catalog/object.js';
import { constraintKey, onTable, ranks, relationKey, tableAction } from './alterTable.js';
import { describe, type Kind } from './kind.js';

const REPEATABLE: readonly AlterTableType[] = [
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_SetAccessMethod',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_ValidateConstraint',
];

export const tableSetting: Kind = {
  name: 'tableSetting',
  label: 'setting',
  nodes: REPEATABLE,
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command } = found;
    const what = command.name ?? (command.num === undefined ? '' : String(command.num));
    // SET and DROP of one property are one thing said twice: the later one holds.
    const property = (found.action ?? '').replace(/^AT_(Set|Drop|Reset)?/, '');
    return describe(this, statement, {
      name: {
        schema: table.schema,
        name: `${what === '' ? '' : `${what} `}${property}`,
      },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
      order: `${what}\0${property}`,
      provides: [key('settings', table)],
      // A partition that comes later would take the parent's storage and access method over.
      alsoNeeds: [
        { keys: [key('partitions', table)] },
        ...(found.action === 'AT_ValidateConstraint' ? [{ keys: [constraintKey(table, what)] }] : []),
      ],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
