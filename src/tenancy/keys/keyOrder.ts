/**
 * Orders a foreign key over the tenant column before the one without, so that it is checked first: its error does not
 * distinguish another tenant's row from a missing one.
 */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import type { Key, Need, SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { constraintKey, relationKey } from '../../kinds/base/alterTable.js';
import { keyOrderBlock } from '../../kinds/ours/keyOrder.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';
import { answersBefore, isOverTenants, nameOfForeignKey } from './foreignKeys.js';

/** For each later foreign key, those that come before it. */
function inFront(tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): Map<ForeignKey, ForeignKey[]> {
  const out = new Map<ForeignKey, ForeignKey[]>();
  for (const { foreignKeys } of relations.values())
    for (const key of foreignKeys) {
      const [own, other] = [key.table, key.to].map((name) => tenancy.tables.get(relationKey(name))?.column);
      if (!own || !other) continue;
      const tenants = { from: own.name, to: other.name };
      const first = foreignKeys.filter(
        (wide) => isOverTenants(wide, key, tenants, relations) && answersBefore(wide, key),
      );
      if (first.length > 0) out.set(key, first);
    }
  return out;
}

/**
 * SET CONSTRAINTS needs no privilege: with it, a deferrable constraint can be checked after an immediate one.
 * https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
export const deferrable = (tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): ForeignKey[] =>
  [...inFront(tenancy, relations)]
    .filter(([{ node }, first]) => node.deferrable && first.every((wide) => wide.node.deferrable))
    .map(([key]) => key);

export function inOrder(catalog: Catalog, tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): Catalog {
  const behind = inFront(tenancy, relations);
  if (behind.size === 0) return catalog;
  const needs = new Map<SchemaObject, Need[]>();
  // One in CREATE TABLE would come first anyway: the block recreates it.
  for (const [{ object }, first] of behind)
    if (object)
      needs.set(
        object,
        first.map((wide) => ({ keys: [constraintKey(wide.table, nameOfForeignKey(wide))] })),
      );
  const objects = catalog.objects.map((object) => {
    const more = needs.get(object);
    return more ? { ...object, needs: [...object.needs, ...more] } : object;
  });
  const isThere = catalog.objects.some(({ kind }) => kind === KIND.keyOrder);
  return addObjects({ ...catalog, objects }, isThere ? [] : objectsFromSql('keys', [keyOrderBlock]));
}
