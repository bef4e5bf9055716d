/** Indexes that begin with the tenant column: for what foreign keys and policies look up. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { IndexStmt } from '../../grammar.js';
import { relationKey } from '../../kinds/alterTable.js';
import { indexed } from '../../kinds/index.js';
import type { ConstraintNames } from '../constraintNames.js';
import type { Relation } from '../tables/relations.js';

type Columns = readonly string[];

/** The columns of each index over all rows that can look up equal values, by table. */
function indexesOf({ objects }: Catalog, relations: ReadonlyMap<Key, Relation>): Map<Key, Columns[]> {
  const found = new Map<Key, Columns[]>();
  const add = (table: Name, columns: Columns): void => {
    found.set(relationKey(table), [...(found.get(relationKey(table)) ?? []), columns]);
  };
  for (const { kind, statement } of objects) {
    if (kind !== 'index') continue;
    const { accessMethod = 'btree', indexParams = [], whereClause } = statement.tree!.node as IndexStmt;
    const columns = indexParams.map((param) => ('IndexElem' in param ? (param.IndexElem.name ?? '') : ''));
    if (accessMethod === 'btree' && !whereClause) add(indexed(statement), columns);
  }
  for (const { name, uniqueKeys } of relations.values())
    for (const { kind, columns } of uniqueKeys) if (kind !== 'uniqueIndex') add(name, columns);
  return found;
}

const begins = (index: Columns, columns: Columns): boolean =>
  index.slice(0, columns.length).toSorted().join('\0') === columns.toSorted().join('\0');

/**
 * CREATE INDEX for each of these that no index of the table begins with, and for the tenant column of a table where nothing
 * else begins with it.
 */
export function indexTexts(
  catalog: Catalog,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  wanted: readonly { readonly table: Name; readonly columns: Columns }[],
  names: ConstraintNames,
): string[] {
  const there = indexesOf(catalog, relations);
  const tenants = [...tenancy.tables.values()].flatMap(
    ({ name, class: verdict, column, form, partitionOf }) =>
      column && form === 'table' && !partitionOf && (verdict === 'tenant' || verdict === 'mixed')
        ? [{ table: name, columns: [column.name] }]
        : [],
  );
  return [...wanted, ...tenants].flatMap(({ table, columns }) => {
    const all = there.get(relationKey(table)) ?? [];
    const isTenant = columns.length === 1;
    if (all.some((index) => (isTenant ? index[0] === columns[0] : begins(index, columns)))) return [];
    there.set(relationKey(table), [...all, columns]);
    const name = names.take(table, columns, 'idx');
    return [
      `CREATE INDEX ${quoteIdentifier(name)} ON ${quoteName(table)} USING btree (${columns.map(quoteIdentifier).join(', ')})`,
    ];
  });
}
