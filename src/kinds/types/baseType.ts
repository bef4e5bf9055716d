/**
 * CREATE TYPE core.mynum (INPUT = …)  →  DO … IF NOT EXISTS (its complete row of pg_type)
 * Its shell type has an incomplete row.
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { noFilledType } from '../base/edit.js';
import { changedNames, definitions, listAfter } from '../base/lists.js';
import { describe, type Kind } from '../base/kind.js';
import { droppingWithFunctions } from './ownFunctions.js';

/** What ALTER TYPE … SET can change. STORAGE is not among them: values that are stored keep theirs. */
const SETTABLE = new Set(['receive', 'send', 'typmod_in', 'typmod_out', 'analyze', 'subscript']);

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
  drop: droppingWithFunctions,
  alter(before, after) {
    const [old, wanted] = [before, after].map((one) => definitions(listAfter(one.statement.text)));
    const changed = changedNames(old!, wanted!);
    if (changed.length === 0 || !changed.every((name) => SETTABLE.has(name))) return undefined;
    const items = changed.map((name) => `${name.toUpperCase()} = ${wanted!.get(name) ?? 'NONE'}`);
    return { steps: [{ sql: `ALTER TYPE ${after.identity} SET (${items.join(', ')})` }] };
  },
  superuser: () => true,
};
