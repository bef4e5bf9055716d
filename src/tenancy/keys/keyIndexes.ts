/** Indexes for the lookups of foreign keys and policies. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { type IndexStmt, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { indexed } from '../../kinds/indexes/index.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import type { AuditSettings } from '../../settings/settings.js';
import { columnsOf } from '../../facts/relations/lineage.js';
import { isEnforced, type Relation, relationsOf } from '../../facts/relations/relations.js';
import { nameOfKey } from './uniqueKeys.js';
import { sqlType } from '../../catalog/sqlType.js';
import { isAppendOnly } from '../classification/appendOnly.js';

type Columns = readonly string[];

/** An index on all rows for lookups of equal values; an expression has an empty name. */
export interface Lookup {
  readonly name: string;
  readonly columns: Columns;
  readonly unique: boolean;
}

/** The indexes of each table, including its keys'. */
export function lookupsOf(
  catalog: Pick<Catalog, 'objects'>,
  relations: ReadonlyMap<Key, Relation>,
): Map<Key, Lookup[]> {
  return collected(
    catalog,
    relations,
    ({ accessMethod = 'btree', whereClause }) => accessMethod === 'btree' && !whereClause,
  );
}

/** Also partial indexes, other access methods and exclusion constraints. */
function anyLookupsOf(
  catalog: Pick<Catalog, 'objects'>,
  relations: ReadonlyMap<Key, Relation>,
): Map<Key, Lookup[]> {
  const found = collected(catalog, relations, () => true);
  for (const relation of relations.values())
    for (const { name = '', columns } of relation.exclusions)
      add(found, relation.name, { name, columns, unique: false });
  return found;
}

function add(found: Map<Key, Lookup[]>, table: Name, lookup: Lookup): void {
  found.set(relationKey(table), [...(found.get(relationKey(table)) ?? []), lookup]);
}

function collected(
  { objects }: Pick<Catalog, 'objects'>,
  relations: ReadonlyMap<Key, Relation>,
  accepted: (index: IndexStmt) => boolean,
): Map<Key, Lookup[]> {
  const found = new Map<Key, Lookup[]>();
  for (const { kind, name, statement } of objects) {
    if (kind !== KIND.index) continue;
    const node = nodeOf(statement, 'IndexStmt');
    const { indexParams = [], unique = false } = node;
    const columns = indexParams.map((param) => ('IndexElem' in param ? (param.IndexElem.name ?? '') : ''));
    if (accepted(node)) add(found, indexed(statement), { name: name.name, columns, unique });
  }
  for (const relation of relations.values())
    for (const key of relation.uniqueKeys)
      if (key.kind !== 'uniqueIndex')
        add(found, relation.name, { name: nameOfKey(key, relation), columns: key.columns, unique: true });
  return found;
}

const begins = (index: Columns, columns: Columns): boolean =>
  index.slice(0, columns.length).toSorted().join('\0') === columns.toSorted().join('\0');

/** True where it finds the rows: it begins with the columns, or a unique index is on the first ones. */
const covers = ({ columns: index, unique }: Lookup, columns: Columns): boolean =>
  begins(index, columns) || (unique && index.length > 0 && begins(columns, index));

const isCovered = (lookups: ReadonlyMap<Key, readonly Lookup[]>, table: Name, columns: Columns): boolean =>
  (lookups.get(relationKey(table)) ?? []).some((lookup) => covers(lookup, columns));

/**
 * Foreign key columns that began an index of the dump and no longer begin one, because its key now begins with the
 * tenant column. Without an index, each delete in the referenced table reads the whole table.
 * https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK
 * @param before the catalog without the tool's keys
 */
export function lostLookups(before: Catalog, keyed: Catalog): { table: Name; columns: Columns }[] {
  const there = relationsOf(keyed);
  const [old, now] = [anyLookupsOf(before, relationsOf(before)), anyLookupsOf(keyed, there)];
  const isFirst = (lookups: typeof old, table: Name, columns: Columns): boolean =>
    (lookups.get(relationKey(table)) ?? []).some((lookup) => begins(lookup.columns, columns));
  return [...there.values()].flatMap(({ name: table, foreignKeys }) =>
    foreignKeys
      .filter(isEnforced)
      .filter(({ columns }) => isFirst(old, table, columns) && !isFirst(now, table, columns))
      .map(({ columns }) => ({ table, columns })),
  );
}

/** Append-only rows are read by tenant and time: the table's first time column with a value in every row. */
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
 * CREATE INDEX for each wanted list of columns without an index, and for each tenant column that begins no other index.
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
  // Longest ones first: they may cover others.
  for (const { table, columns } of wanted.toSorted((a, b) => b.columns.length - a.columns.length))
    if (!isCovered(there, table, columns)) make(table, columns);
  for (const table of tenancy.tables.values()) {
    const { name, class: verdict, column, form, partitionOf } = table;
    if (!column || form !== 'table' || partitionOf || (verdict !== 'tenant' && verdict !== 'mixed')) continue;
    if ((there.get(relationKey(name)) ?? []).some(({ columns: [first] }) => first === column.name)) continue;
    make(name, [column.name, ...timeOf(table, relations, audit)]);
  }
  return out;
}
