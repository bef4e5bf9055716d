/** Places a table that uses another table's sequence after that table, as pg_dump does. */
import type { Name } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { sequenceOwners } from '../../kinds/tables/sequenceOwner.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** Adds the dependency to a table, or a table's default, that uses another table's sequence. */
function afterOwners(object: SchemaObject, owners: ReadonlyMap<Key, Name>): SchemaObject {
  if (object.kind !== KIND.table && object.kind !== KIND.columnDefault) return object;
  const home = object.kind === KIND.table ? relationKey(object.name) : object.parent;
  const others = object.needs
    .flatMap(({ keys }) => keys.flatMap((k) => owners.get(k) ?? []))
    .map(relationKey);
  const needs = others.filter((k) => k !== home).map((k) => ({ keys: [k] }));
  return needs.length === 0 ? object : { ...object, needs: [...object.needs, ...needs] };
}

export const sequenceUsers: Transform = {
  name: 'sequenceUsers',
  stage: 'clean',
  summary: 'Places a table that uses another table’s sequence after that table.',
  apply(catalog) {
    const owners = sequenceOwners(catalog.objects);
    return owners.size === 0
      ? catalog
      : { ...catalog, objects: catalog.objects.map((object) => afterOwners(object, owners)) };
  },
};
