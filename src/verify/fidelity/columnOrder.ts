/**
 * The order of columns: that of the dump's must be the same. What was added may stand in between, as in a table that inherits
 * from another one that gained columns.
 */
import type { Schema, SchemaObject } from '../catalog/schema.js';

/** Both schemas with the place of each column among those that both of them have. */
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

/** Relations whose columns stand elsewhere than in the dump, though in the same order: an INSERT without a list of columns fails. */
export function shifted(dump: Schema, baseline: Schema): string[] {
  const moved = [...dump].filter(([key, object]) => {
    const other = baseline.get(key);
    return object.kind === 'table column' && other && placeOf(object) !== placeOf(other);
  });
  return [...new Set(moved.map(([, { of = '' }]) => of))];
}
