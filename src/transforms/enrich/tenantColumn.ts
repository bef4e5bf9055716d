/**
 * Adds tenant_id uuid NOT NULL DEFAULT core.current_tenant_id(), with a foreign key to the tenants table, to every
 * table of tenants without a tenant column. An existing column keeps its type, and gets the default if it has none:
 * functions of the dump insert without it.
 */
import { addObjects, type Catalog, mapObjects } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { TableTenancy, Tenancy, TenantColumn } from '../../catalog/tenancy.js';
import { column as authoredColumn } from '../../authoredSql/sql.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import type { Settings } from '../../settings/settings.js';
import { type Addition, withAdditions } from '../../tenancy/columns/gains.js';
import { needFor } from '../../tenancy/columns/kernelNeed.js';
import { ConstraintNames } from '../../tenancy/names/constraintNames.js';
import { callOf } from '../../tenancy/kernel/kernel.js';
import { matches } from '../../facts/names/patterns.js';
import { columnOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** `DEFAULT core.current_tenant_id()`, or its text for a column of a text type. */
const defaultFor = ({ cast }: TenantColumn, { currentTenant }: Tenancy): string =>
  `DEFAULT ${cast === '' ? callOf(currentTenant) : `(${callOf(currentTenant)})${cast}`}`;

const isAdded = ({ column }: TableTenancy): boolean => column !== undefined && column.type === undefined;

/** PARTITION OF and INHERITS pass columns on; a table that is attached later needs them in its definition. */
const bringsIt = ({ partitionOf, column }: TableTenancy, table: Table): boolean =>
  partitionOf !== undefined
    ? table.partitionOf === undefined
    : column!.from !== 'inherited' || table.inherits.length === 0;

function columnText(table: TableTenancy, tenancy: Tenancy): string {
  const { name, notNull } = table.column!;
  const definition = [
    quoteIdentifier(name),
    tenancy.tenants.type,
    ...(notNull ? ['NOT NULL'] : []),
    defaultFor(table.column!, tenancy),
  ];
  return authoredColumn(definition.join(' ')).sql;
}

/** Adds the default to the dump's column. */
function withDefault(table: Table, column: TenantColumn, tenancy: Tenancy): Table {
  const elements = table.elements!.map((element) =>
    element.column?.colname === column.name
      ? { ...element, text: `${element.text} ${defaultFor(column, tenancy)}` }
      : element,
  );
  return { ...table, elements, needs: [...table.needs, needFor(tenancy.currentTenant)] };
}

function changed(
  object: SchemaObject,
  tenancy: Tenancy,
  relations: ReadonlyMap<string, Relation>,
): SchemaObject {
  const action = object.kind === KIND.column ? tableAction(object.statement) : undefined;
  const id = relationKey(action?.table ?? object.name);
  const table = tenancy.tables.get(id);
  const { column } = table ?? {};
  if (!table || !column || table.class === 'root') return object;
  const there = columnOf(relations.get(id)!, column.name, relations);
  if (isAdded(table) || column.from !== 'own' || column.form === 'other' || there?.hasDefault) return object;
  if (isTable(object) && object.elements?.some((element) => element.column?.colname === column.name))
    return withDefault(object, column, tenancy);
  if (object.kind !== KIND.column || object.name.name !== column.name) return object;
  return {
    ...object,
    sql: `${object.sql} ${defaultFor(column, tenancy)}`,
    needs: [...object.needs, needFor(tenancy.currentTenant)],
  };
}

/** The tenant column for each table without one. */
const additions = ({ objects }: Catalog, tenancy: Tenancy): Addition[] =>
  objects.filter(isTable).flatMap((host) => {
    const table = tenancy.tables.get(relationKey(host.name));
    if (!table || table.class === 'root' || !isAdded(table) || !bringsIt(table, host)) return [];
    const clause = `COLUMN ${columnText(table, tenancy)}`;
    return [{ host, clause, needs: [needFor(tenancy.currentTenant)] }];
  });

/** Foreign keys to the tenants table: for added columns, and for tables that the configuration lists. */
function references(catalog: Catalog, tenancy: Tenancy, { tenancy: settings }: Settings): string[] {
  const relations = relationsOf(catalog);
  const names = new ConstraintNames(catalog, tenancy.prefix);
  const { tenants } = tenancy;
  if (tenants.absent) return [];
  return [...tenancy.tables.values()].flatMap((table) => {
    const { name, column, partitionOf } = table;
    const relation = relations.get(relationKey(name));
    if (!column || !relation || table.class === 'root' || partitionOf || table.foreignBelow) return [];
    const wanted = isAdded(table) || (column.cast === '' && matches(settings.foreignKeys, name));
    const there = relation.foreignKeys.some(
      ({ to, columns }) => relationKey(to) === relationKey(tenants.name) && columns.join() === column.name,
    );
    if (!wanted || there) return [];
    const constraint = names.take(name, [column.name], 'fkey');
    return [
      `ALTER TABLE ${quoteName(name)} ADD CONSTRAINT ${quoteIdentifier(constraint)} FOREIGN KEY (${quoteIdentifier(column.name)}) REFERENCES ${quoteName(tenants.name)}(${quoteIdentifier(tenants.key)}) ON DELETE RESTRICT`,
    ];
  });
}

export const tenantColumn: Transform = {
  name: 'tenantColumn',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Adds the tenant column, with its default and foreign key, to every table that belongs to a tenant.',
  apply(catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const relations = relationsOf(catalog);
    const made = objectsFromSql('tenantColumn', references(catalog, tenancy, settings));
    const filled = mapObjects(catalog, 'tenantColumn', (object) => changed(object, tenancy, relations));
    return addObjects(withAdditions(filled, 'tenantColumn', additions(filled, tenancy)), made);
  },
};
