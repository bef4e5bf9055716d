/**
 * Schemas from servers of two major versions: only what both have is compared, and in a form that both print. NOT NULL constraints are
 * objects since PostgreSQL 18, and 16 began to print the columns of views without their table where there is only one.
 */
import { NOT_NULL, type Schema, type SchemaObject } from '../../verify/catalog/schema.js';

export function comparable(one: Schema, other: Schema): [Schema, Schema] {
  return [alike(one, other), alike(other, one)];
}

function alike(schema: Schema, other: Schema): Schema {
  const partitions = new Set(
    [...schema.values()].flatMap(({ name, properties }) =>
      properties['relispartition'] === true ? [name] : [],
    ),
  );
  /** Partitions have the identity of their table since 17, and extensions the version of the server. */
  const skipped = ({ kind, name }: SchemaObject, property: string): boolean =>
    property === 'extversion' ||
    (property === 'attidentity' &&
      kind === 'table column' &&
      partitions.has(name.replace(/\.(?:"(?:[^"]|"")+"|[^."]+)$/, '')));
  return new Map(
    [...schema]
      .filter(([, { kind }]) => kind !== NOT_NULL)
      .map(([key, object]): [string, SchemaObject] => [key, inBoth(object, other.get(key), skipped)]),
  );
}

/** No row of the target is -1 before PostgreSQL 17, and NULL since. */
const TARGETS = new Set(['attstattarget', 'stxstattarget']);

function inBoth(
  object: SchemaObject,
  twin: SchemaObject | undefined,
  skipped: (object: SchemaObject, property: string) => boolean,
): SchemaObject {
  const properties = Object.entries(object.properties).flatMap(([name, value]): [string, unknown][] => {
    if ((twin && !(name in twin.properties)) || skipped(object, name)) return [];
    if (TARGETS.has(name)) return [[name, value ?? -1]];
    return [[name, typeof value === 'string' ? unqualified(value) : value]];
  });
  return { ...object, properties: Object.fromEntries(properties) };
}

/** `orders.placed_at` → `placed_at`, on one line. */
const unqualified = (text: string): string =>
  text.replace(/(?:"(?:[^"]|"")+"|[a-z_][\w$]*)\.(?=["a-z_*])/gi, '').replace(/[\s()]+/g, ' ');
