/**
 * ALTER TYPE core.severity ADD VALUE 'x'  →  ALTER TYPE core.severity ADD VALUE IF NOT EXISTS 'x'
 * pg_dump writes none; files that grew by hand do. Where the type is of the dump too, the value goes into its list
 * (foldEnumValues): a value that is added cannot be used in the same transaction.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
import { type Name, quoteLiteral, strings } from '../catalog/names.js';
import { key, placedName } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import type { AlterEnumStmt } from '../grammar.js';
import { ifNotExists } from './edit.js';
import { describe, type Kind } from './kind.js';

/** The type that is altered. */
export const placedTypeName = (statement: Statement): Name =>
  placedName(strings((statement.tree!.node as AlterEnumStmt).typeName), statement);

export const enumValue: Kind = {
  name: 'enumValue',
  label: 'enum value',
  nodes: ['AlterEnumStmt'],
  read(statement) {
    const { newVal, oldVal } = statement.tree!.node as AlterEnumStmt;
    if (newVal === undefined || oldVal !== undefined) return undefined;
    const type = placedTypeName(statement);
    return describe(this, statement, {
      name: type,
      suffix: ` ${quoteLiteral(newVal)}`,
      section: 'Types',
      parent: key('type', type),
      // Values stand in the order in which they were added.
      order: `\0${String(statement.raw.index).padStart(8, '0')}`,
      alsoNeeds: [{ keys: [key('type', type)] }],
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'VALUE') }),
};
