/** The name that most tables use for their reference to the tenants table. */
import { TENANT_COLUMN } from '../../settings/hims.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { primaryKeyOf } from '../../facts/relations/lineage.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';

/** https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK */
export const refersTo =
  (table: Key) =>
  ({ to, columns }: ForeignKey): boolean =>
    relationKey(to) === table && columns.length === 1;

/**
 * Ignores the tenants table's references to itself, which name a parent, and references that are a primary key, in
 * tables with one row per tenant: these names are no evidence for other tables.
 */
export function usualName(
  relations: ReadonlyMap<Key, Relation>,
  { name }: Pick<Relation, 'name'>,
): string | undefined {
  const table = relationKey(name);
  const counts = new Map<string, number>();
  for (const relation of relations.values()) {
    if (relation.partitionOf || relationKey(relation.name) === table) continue;
    const key = primaryKeyOf(relation)?.join('\0');
    const own = relation.foreignKeys.filter(refersTo(table)).map(({ columns }) => columns[0]!);
    for (const column of new Set(own)) if (column !== key) counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  const [first, second] = [...counts].toSorted(([, a], [, b]) => b - a);
  return first && first[1] !== second?.[1] ? first[0] : undefined;
}

/** Number of tables with the same reference name that make it a convention. */
const ENOUGH = 2;

/**
 * The name for added tenant columns: the application's usual name, unless a table uses that name for another column, or
 * has a column of the default name.
 * @param tenantColumn the tenant column of a table in the dump
 */
export function addedName(
  relations: ReadonlyMap<Key, Relation>,
  tenantColumn: (relation: Relation) => string | undefined,
  { name }: Pick<Relation, 'name'>,
  usual: string | undefined,
): string {
  if (usual === undefined) return TENANT_COLUMN;
  const all = [...relations.values()].filter((one) => relationKey(one.name) !== relationKey(name));
  const isTaken = all.some(
    (one) => one.columns.has(TENANT_COLUMN) || (one.columns.has(usual) && tenantColumn(one) !== usual),
  );
  const having = all.filter((one) => tenantColumn(one) === usual);
  return isTaken || having.length < ENOUGH ? TENANT_COLUMN : usual;
}
