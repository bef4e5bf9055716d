/**
 * The order of columns: the dump's columns must keep theirs. Added columns may come in between, as in a table that
 * inherits from one that gained columns.
 */
import type { Schema, SchemaObject } from '../catalog/schema.js';

/** Both schemas, with each column's position counted among the columns that both have. */
export function byRank(dump: Schema, baseline: Schema): [Schema, Schema] {
  const isShared = (key: string): boolean => dump.has(key) && baseline.has(key);
  return [ranked(dump, isShared), ranked(baseline, isShared)];
}

const placeOf = ({ properties }: SchemaObject): number => Number(properties['position']);

function ranked(schema: Schema, isShared: (key: string) => boolean): Schema {
  const columns = [...schema].filter(([key, { kind }]) => kind.endsWith(' column') && isShared(key));
  const ranks = new Map<string | undefined, number>();
  const out = new Map(schema);
  for (const [key, column] of columns.toSorted(([, left], [, right]) => placeOf(left) - placeOf(right))) {
    const position = (ranks.get(column.of) ?? 0) + 1;
    ranks.set(column.of, position);
    out.set(key, { ...column, properties: { ...column.properties, position } });
  }
  return out;
}

/** Relations whose columns moved, though in the same order: an INSERT without a column list fails. */
export function shifted(dump: Schema, baseline: Schema): string[] {
  const moved = [...dump].filter(([key, object]) => {
    const other = baseline.get(key);
    return object.kind === 'table column' && other && placeOf(object) !== placeOf(other);
  });
  return [...new Set(moved.map(([, { of = '' }]) => of))];
}
