/**
 * A foreign key over the tenant column is made in front of the one that it stands beside, so that it answers first: by what it
 * says, another tenant's row is like one that is nowhere.
 */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import type { Key, Need, SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { constraintKey, relationKey } from '../../kinds/alterTable.js';
import { keyOrderBlock } from '../../kinds/keyOrder.js';
import { madeObjects } from '../../kinds/made.js';
import type { Relation } from '../tables/relations.js';
import { answersBefore, isOverTenants, nameOfForeignKey } from './foreignKeys.js';

/** By the foreign key that is made later: those that are made in front of it. */
function inFront(tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): Map<SchemaObject, Need[]> {
  const out = new Map<SchemaObject, Need[]>();
  for (const { foreignKeys } of relations.values())
    for (const key of foreignKeys) {
      const [own, other] = [key.table, key.to].map((name) => tenancy.tables.get(relationKey(name))?.column);
      if (!own || !other || !key.object) continue;
      const tenants = { from: own.name, to: other.name };
      for (const wide of foreignKeys) {
        if (!wide.object || !isOverTenants(wide, key, tenants, relations) || !answersBefore(wide, key))
          continue;
        const need = { keys: [constraintKey(wide.table, nameOfForeignKey(wide))] };
        out.set(key.object, [...(out.get(key.object) ?? []), need]);
      }
    }
  return out;
}

export function inOrder(catalog: Catalog, tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): Catalog {
  const needs = inFront(tenancy, relations);
  if (needs.size === 0) return catalog;
  const objects = catalog.objects.map((object) => {
    const more = needs.get(object);
    return more ? { ...object, needs: [...object.needs, ...more] } : object;
  });
  const isThere = catalog.objects.some(({ kind }) => kind === 'keyOrder');
  return addObjects({ ...catalog, objects }, isThere ? [] : madeObjects([keyOrderBlock]));
}
