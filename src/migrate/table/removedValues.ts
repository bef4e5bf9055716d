/**
 * Rows that hold a value which an enum type no longer has: the migration stops before it converts them, and says how to find them.
 * https://www.postgresql.org/docs/current/datatype-enum.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { nodeIf } from '../../grammar.js';
import type { Step } from '../../kinds/base/verbs.js';
import type { Column } from './columnParts.js';

const valuesOf = (type: SchemaObject | undefined): readonly string[] =>
  strings(type && nodeIf(type.statement, 'CreateEnumStmt')?.vals);

/** The values that the type had and no longer has. */
export function removedValues(before: SchemaObject, after: SchemaObject | undefined): readonly string[] {
  const kept = new Set(valuesOf(after));
  return valuesOf(before).filter((value) => !kept.has(value));
}

/** Stops where a row holds one of these values. */
export function refusedValues(table: Name, { name, node }: Column, values: readonly string[]): Step[] {
  if (values.length === 0) return [];
  const column = quoteIdentifier(name);
  const list = values.map(quoteLiteral).join(', ');
  const isArray = (node.typeName?.arrayBounds?.length ?? 0) > 0;
  const found = isArray ? `${column}::text[] && ARRAY[${list}]` : `${column}::text IN (${list})`;
  const query = `SELECT * FROM ${quoteName(table)} WHERE ${found}`;
  const message = `Column ${quoteName(table)}.${column} holds values that its type no longer has: ${values.join(', ')}`;
  return [
    {
      sql: `RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(message)}, HINT = ${quoteLiteral(`Change these rows first: ${query}`)}`,
      when: `EXISTS (${query.replace('SELECT *', 'SELECT')})`,
    },
  ];
}
