/**
 * CREATE TYPE core.mynum (INPUT = …)  →  DO … IF to_regtype('core.mynum') IS NULL
 * to_regtype() does not see a shell, so the type is made where only its shell is there.
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import type { DefineStmt } from '../grammar.js';
import { strings } from '../catalog/names.js';
import { key, placedName } from '../catalog/object.js';
import { noType } from './edit.js';
import { describe, type Kind } from './kind.js';

export const baseType: Kind = {
  name: 'baseType',
  label: 'base type',
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames, definition = [] } = statement.tree!.node as DefineStmt;
    if (kind !== 'OBJECT_TYPE' || definition.length === 0) return undefined;
    const name = placedName(strings(defnames), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('type', name)],
      alsoNeeds: [{ keys: [key('dummy', name)] }],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
  superuser: () => true,
};
