/**
 * CREATE TYPE core.mynum (INPUT = …)  →  DO … IF NOT EXISTS (its complete row of pg_type)
 * Its shell type has an incomplete row.
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { noFilledType } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

export const baseType: Kind<'baseType', 'DefineStmt'> = {
  name: 'baseType',
  label: 'base type',
  family: 'type',
  headings: ['TYPE'],
  unique: true,
  noun: 'TYPE',
  runs: true,
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames, definition = [] } = statement.tree.node;
    if (kind !== 'OBJECT_TYPE' || definition.length === 0) return undefined;
    const name = placedName(strings(defnames), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('type', name)],
      alsoNeeds: [{ keys: [key('dummy', name)] }],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noFilledType(name) }),
  superuser: () => true,
};
