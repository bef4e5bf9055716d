/** What the tool adds, but for what an earlier conversion added: a baseline that is converted again stays as it is. */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';

export function addMissing(catalog: Catalog, made: readonly SchemaObject[]): Catalog {
  const ids = new Set(catalog.objects.map(({ id }) => id));
  // Grants on one object are told apart by their text alone.
  const texts = new Set(catalog.objects.map(({ sql }) => sql));
  return addObjects(
    catalog,
    made.filter(({ kind, id, sql }) => (kind === KIND.grant ? !texts.has(sql) : !ids.has(id))),
  );
}
