/**
 * CREATE TYPE core.timerange AS RANGE (…)  →  DO … IF NOT EXISTS (its complete row of pg_type)
 * Its shell type has an incomplete row.
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { type Name, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { noFilledType } from '../base/edit.js';
import { droppingWithFunctions } from './ownFunctions.js';
import { isRange } from './rangeParts.js';
import { describe, type Kind } from '../base/kind.js';

/** PostgreSQL's default name of a multirange: the last "range" in the type's name becomes "multirange". */
function multirangeOf(range: Name): Name {
  const at = range.name.lastIndexOf('range');
  const name =
    at === -1 ? `${range.name}_multirange` : `${range.name.slice(0, at)}multi${range.name.slice(at)}`;
  return { schema: range.schema, name };
}

export const rangeType: Kind<'rangeType', 'CreateRangeStmt'> = {
  name: 'rangeType',
  label: 'range type',
  family: 'type',
  headings: ['TYPE'],
  unique: true,
  noun: 'TYPE',
  runs: true,
  nodes: ['CreateRangeStmt'],
  read(statement) {
    const { typeName, params = [] } = statement.tree.node;
    const name = placedName(strings(typeName), statement);
    const named = params.flatMap((p) =>
      'DefElem' in p &&
      p.DefElem.defname === 'multirange_type_name' &&
      p.DefElem.arg &&
      'TypeName' in p.DefElem.arg
        ? [placedName(strings(p.DefElem.arg.TypeName.names), statement)]
        : [],
    );
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [name, named[0] ?? multirangeOf(name)].flatMap((n) => [key('type', n), key('any', n)]),
      alsoNeeds: [{ keys: [key('dummy', name)] }],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noFilledType(name) }),
  drop: droppingWithFunctions,
  isDefined: isRange,
};
