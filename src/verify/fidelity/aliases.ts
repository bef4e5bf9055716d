/**
 * A view that renames the columns of a table lists all of them when it is read back: `patient p(no, nm)` is
 * `patient p(no, nm, tenant_id)` once the table has gained a column, and is the same view. Both sides of a join with
 * an alias may have gained it: `j(no, nm, tenant_id, tenant_id_1)`.
 */
import { keyOf, type Schema, type SchemaObject } from '../catalog/schema.js';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The names of columns that only the baseline has. */
export function addedColumns(dump: Schema, baseline: Schema): string[] {
  const added = [...baseline.values()].filter(
    (object) => object.kind.endsWith('table column') && !dump.has(keyOf(object)),
  );
  return [...new Set(added.map(({ name, of = '' }) => name.slice(of.length + 1)))];
}

/** The rule with the dump's definition, if only such names differ. */
export function withoutAliases(
  before: SchemaObject,
  after: SchemaObject,
  added: readonly string[],
): SchemaObject {
  const [left, right] = [before, after].map(({ properties }) => properties['definition']);
  if (after.kind !== 'rule' || typeof right !== 'string' || left === right || added.length === 0)
    return after;
  const name = `(?:${added.map(escaped).join('|')})(?:_\\d+)?`;
  const shorter = right.replace(new RegExp(`, ${name}(?=[,)])`, 'g'), '');
  // A join with an alias has no column list until two of its columns share a name.
  const without = right.replace(
    new RegExp(`(?<=\\w|")\\((?:[^()]*, )?${name}(?:, [^()]*)?\\)(?=[;)\\s])`, 'g'),
    '',
  );
  return shorter === left || without === left
    ? { ...after, properties: { ...after.properties, definition: left } }
    : after;
}
