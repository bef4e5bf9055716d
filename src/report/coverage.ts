/** What each table had of the preset, what it gained, and what is open: compares the dump with the result. */
import type { Catalog } from '../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../catalog/names.js';
import type { Key } from '../catalog/object.js';
import type { Settings } from '../settings/settings.js';
import { columnsOf } from '../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../facts/relations/relations.js';
import type { Cell, Compared, TableCoverage, WhyOpen } from './cell.js';
import type { TableTenancy } from '../catalog/tenancy.js';
import { columnCoverage } from './columnCoverage.js';
import { keyCoverage, securityCoverage } from './rowCoverage.js';
import { domainsOf } from '../facts/columns/domains.js';

function tenantCoverage({ table, tenancy, had }: Compared): Cell {
  const { column, form, fixedBy, undecided } = table;
  if (table.class === 'reference') return 'exempt rows are shared by all tenants';
  if (table.class === 'root')
    return `${tenancy.tenants.made ? 'added' : 'had'} ${quoteIdentifier(tenancy.tenants.key)}, the tenants’ key`;
  if (form === 'foreign') return 'exempt a foreign table';
  if (!column) return `undecided no column: ${fixedBy ?? 'the table has the columns of its type'}`;
  const name = quoteIdentifier(column.name);
  if (undecided) return `undecided ${name}, waiting for your decision`;
  if (!had.has(column.name)) return `added ${name}`;
  const open = column.notNull || table.class === 'mixed' ? '' : ', may be NULL';
  const text = column.cast === '' ? '' : ', as text';
  return `${column.name === tenancy.column ? 'had' : 'reused'} ${name}${text}${open}`;
}

/** Undefined for tables that policies close, and for partitions, which are open or closed as their table is. */
function whyOpen({
  class: verdict,
  configured,
  shown,
  form,
  column,
  partitionOf,
}: TableTenancy): WhyOpen | undefined {
  if (partitionOf) return undefined;
  if (verdict === 'reference')
    return configured ? 'by the configuration' : shown ? 'by structure or policy' : 'by name';
  if (form === 'foreign') return 'as foreign tables';
  return column === undefined ? 'without a tenant column' : undefined;
}

/** @param read the catalog as read, `printed` as printed. @returns an empty list without tenancy */
export function coverageOf(read: Catalog, printed: Catalog, settings: Settings): TableCoverage[] {
  const { tenancy } = printed;
  if (!tenancy) return [];
  const [before, after] = [relationsOf(read), relationsOf(printed)];
  const columns = (id: Key, relations: ReadonlyMap<Key, Relation>): Compared['had'] => {
    const relation = relations.get(id);
    return relation ? columnsOf(relation, relations) : new Map();
  };
  const columnCells = columnCoverage(tenancy, settings, after, domainsOf(read));
  const security = securityCoverage(read, printed);
  const keys = keyCoverage(read, printed, tenancy);
  const rows = [...tenancy.tables].map(([id, table]): TableCoverage => {
    const had = columns(id, before);
    const open = whyOpen(table);
    const compared = { table, tenancy, settings, had, has: new Set(columns(id, after).keys()) };
    return {
      table: quoteName(table.name),
      class: table.class,
      ...(table.undecided ? { undecided: true } : {}),
      ...(open === undefined ? {} : { open }),
      evidence: table.evidence,
      tenant: tenantCoverage(compared),
      ...columnCells(compared),
      rls: security(table),
      keys: keys(id, table),
    };
  });
  return rows.toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
