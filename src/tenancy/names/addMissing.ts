/** Adds the tool's objects that an earlier conversion did not add: converting a baseline again leaves it unchanged. */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';

export function addMissing(catalog: Catalog, made: readonly SchemaObject[]): Catalog {
  const ids = new Set(catalog.objects.map(({ id }) => id));
  // Only their text distinguishes grants on one object.
  const texts = new Set(catalog.objects.map(({ sql }) => sql));
  return addObjects(
    catalog,
    made.filter(({ kind, id, sql }) => (kind === KIND.grant ? !texts.has(sql) : !ids.has(id))),
  );
}
