/** Indexes that begin with the tenant column: for what foreign keys and policies look up. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { IndexStmt } from '../../grammar.js';
import { relationKey } from '../../kinds/alterTable.js';
import { indexed } from '../../kinds/index.js';
import type { ConstraintNames } from '../constraintNames.js';
import type { AuditSettings } from '../../settings.js';
import { isAppendOnly } from '../columns/auditSet.js';
import { columnsOf } from '../tables/lineage.js';
import { sqlType } from '../tables/tenantColumn.js';
import type { Relation } from '../tables/relations.js';
import { nameOfKey } from './uniqueKeys.js';

type Columns = readonly string[];

/** An index over all rows that can look up equal values; a column that is an expression has no name. */
export interface Lookup {
  readonly name: string;
  readonly columns: Columns;
  readonly unique: boolean;
}

/** The indexes of each table, those of its keys with them. */
export function lookupsOf(
  { objects }: Pick<Catalog, 'objects'>,
  relations: ReadonlyMap<Key, Relation>,
): Map<Key, Lookup[]> {
  const found = new Map<Key, Lookup[]>();
  const add = (table: Name, lookup: Lookup): void => {
    found.set(relationKey(table), [...(found.get(relationKey(table)) ?? []), lookup]);
  };
  for (const { kind, name, statement } of objects) {
    if (kind !== 'index') continue;
    const node = statement.tree!.node as IndexStmt;
    const { accessMethod = 'btree', indexParams = [], whereClause, unique = false } = node;
    const columns = indexParams.map((param) => ('IndexElem' in param ? (param.IndexElem.name ?? '') : ''));
    if (accessMethod === 'btree' && !whereClause)
      add(indexed(statement), { name: name.name, columns, unique });
  }
  for (const relation of relations.values())
    for (const key of relation.uniqueKeys)
      if (key.kind !== 'uniqueIndex')
        add(relation.name, { name: nameOfKey(key, relation), columns: key.columns, unique: true });
  return found;
}

const begins = (index: Columns, columns: Columns): boolean =>
  index.slice(0, columns.length).toSorted().join('\0') === columns.toSorted().join('\0');

/** It finds the same rows: by the same columns, or by those in front, of which each value is there once. */
const covers = ({ columns: index, unique }: Lookup, columns: Columns): boolean =>
  begins(index, columns) || (unique && index.length > 0 && begins(columns, index));

/** Rows that are only added are read by tenant and time: the first column of the table that tells every row's. */
function timeOf(table: TableTenancy, relations: ReadonlyMap<Key, Relation>, audit: AuditSettings): Columns {
  const relation = relations.get(relationKey(table.name));
  if (!relation || !isAppendOnly(table, audit)) return [];
  const times = [...columnsOf(relation, relations).values()].filter(({ type }) =>
    sqlType(type).startsWith('timestamp'),
  );
  const time = times.find(({ notNull }) => notNull) ?? times.find(({ hasDefault }) => hasDefault);
  return time ? [time.name] : [];
}

/**
 * CREATE INDEX for each of these that no index of the table covers, and for the tenant column of a table where nothing else
 * begins with it.
 */
export function indexTexts(
  catalog: Catalog,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  wanted: readonly { readonly table: Name; readonly columns: Columns }[],
  names: ConstraintNames,
  audit: AuditSettings,
): string[] {
  const there = lookupsOf(catalog, relations);
  const out: string[] = [];
  const make = (table: Name, columns: Columns): void => {
    const name = names.take(table, columns, 'idx');
    const all = there.get(relationKey(table)) ?? [];
    there.set(relationKey(table), [...all, { name, columns, unique: false }]);
    out.push(
      `CREATE INDEX ${quoteIdentifier(name)} ON ${quoteName(table)} USING btree (${columns.map(quoteIdentifier).join(', ')})`,
    );
  };
  // The longer ones first: they may cover others.
  for (const { table, columns } of wanted.toSorted((a, b) => b.columns.length - a.columns.length))
    if (!(there.get(relationKey(table)) ?? []).some((lookup) => covers(lookup, columns)))
      make(table, columns);
  for (const table of tenancy.tables.values()) {
    const { name, class: verdict, column, form, partitionOf } = table;
    if (!column || form !== 'table' || partitionOf || (verdict !== 'tenant' && verdict !== 'mixed')) continue;
    if ((there.get(relationKey(name)) ?? []).some(({ columns: [first] }) => first === column.name)) continue;
    make(name, [column.name, ...timeOf(table, relations, audit)]);
  }
  return out;
}
