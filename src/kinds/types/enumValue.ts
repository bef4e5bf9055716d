/**
 * ALTER TYPE core.severity ADD VALUE 'x'  →  ALTER TYPE core.severity ADD VALUE IF NOT EXISTS 'x'
 * pg_dump never writes it; hand-written files do. foldEnumValues moves the value into the list of a type in the dump:
 * an added value cannot be used in the same transaction.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
import { type Name, quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** The altered type. */
export const placedTypeName = (statement: Statement): Name =>
  placedName(strings(nodeOf(statement, 'AlterEnumStmt').typeName), statement);

export const enumValue: Kind<'enumValue', 'AlterEnumStmt'> = {
  name: 'enumValue',
  label: 'enum value',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['AlterEnumStmt'],
  read(statement) {
    const { newVal, oldVal } = statement.tree.node;
    if (newVal === undefined || oldVal !== undefined) return undefined;
    const type = placedTypeName(statement);
    return describe(this, statement, {
      name: type,
      suffix: ` ${quoteLiteral(newVal)}`,
      section: 'Types',
      parent: key('type', type),
      // Values keep the order in which they were added.
      order: `\0${String(statement.raw.index).padStart(8, '0')}`,
      alsoNeeds: [{ keys: [key('type', type)] }],
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'VALUE') }),
};
