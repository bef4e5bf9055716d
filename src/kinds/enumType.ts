/**
 * CREATE TYPE core.status AS ENUM (…)  →  DO … IF to_regtype('core.status') IS NULL
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import type { CreateEnumStmt } from '../grammar.js';
import { strings } from '../catalog/names.js';
import { key, placedName } from '../catalog/object.js';
import { noType } from './edit.js';
import { describe, type Kind } from './kind.js';

export const enumType: Kind = {
  name: 'enumType',
  label: 'enum type',
  nodes: ['CreateEnumStmt'],
  read(statement) {
    const name = placedName(strings((statement.tree!.node as CreateEnumStmt).typeName), statement);
    return describe(this, statement, { name, section: 'Types', provides: [key('type', name)] });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
};
