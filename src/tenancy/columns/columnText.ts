/** Configured columns as SQL: `retention_until date`. */
import { quoteIdentifier } from '../../catalog/names.js';
import { key, type Need } from '../../catalog/object.js';
import { column as authoredColumn, expression } from '../../authoredSql/sql.js';
import { elementsFromSql } from '../../kinds/fromSql.js';
import { callsIn } from '../../facts/queries/calls.js';
import { isCounted } from '../../facts/relations/relations.js';
import type { Gain } from './gains.js';

/** @throws SqlError where the text is no column */
export function columnGain(text: string): Gain {
  const { sql } = authoredColumn(text);
  const [element] = elementsFromSql([sql]);
  const { column } = element ?? {};
  if (!column) throw new Error(`no column: ${sql}`);
  const { colname: name = '', typeName: type, constraints = [] } = column;
  const has = (contype: string): boolean =>
    constraints.some((node) => 'Constraint' in node && node.Constraint.contype === contype);
  const needs: Need[] = callsIn(constraints).flatMap((call) =>
    call.name.schema === undefined ? [] : [{ keys: [key('routine', call.name)] }],
  );
  return {
    name,
    text: sql,
    needs,
    column: {
      name,
      type,
      notNull: has('CONSTR_NOTNULL'),
      hasDefault: has('CONSTR_DEFAULT'),
      generated: has('CONSTR_GENERATED'),
      counted: isCounted(sql),
    },
  };
}

/** A named CHECK of the table. */
export const checkGain = (name: string, condition: string): Gain => ({
  name,
  text: `CONSTRAINT ${quoteIdentifier(name)} CHECK (${expression(condition).sql})`,
  needs: [],
  column: undefined,
});
