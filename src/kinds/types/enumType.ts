/**
 * CREATE TYPE core.status AS ENUM (…)  →  DO … IF to_regtype('core.status') IS NULL
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { noType } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

export const enumType: Kind<'enumType', 'CreateEnumStmt'> = {
  name: 'enumType',
  label: 'enum type',
  family: 'type',
  headings: ['TYPE'],
  unique: true,
  noun: 'TYPE',
  nodes: ['CreateEnumStmt'],
  read(statement) {
    const name = placedName(strings(statement.tree.node.typeName), statement);
    return describe(this, statement, { name, section: 'Types', provides: [key('type', name)] });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
};
