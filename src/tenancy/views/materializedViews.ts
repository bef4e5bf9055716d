/** Materialized views over tenants' rows: the owner for REFRESH, and optional views of each tenant's own rows. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import type { Known } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Node, ResTarget } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { type Grants, roleText } from '../../facts/privileges/grants.js';
import { matches, pasted } from '../../facts/names/patterns.js';
import { currentTenant } from '../security/policies.js';
import { queryOf, type View } from '../../facts/views/views.js';

/** PostgreSQL's name for a query's column; undefined where only the server knows. */
function nameOfColumn({ name, val }: ResTarget): string | undefined {
  if (name !== undefined) return name;
  if (val && 'ColumnRef' in val) return strings(val.ColumnRef.fields).at(-1);
  return val && 'FuncCall' in val ? strings(val.FuncCall.funcname).at(-1) : undefined;
}

const targetsOf = (query: Node | undefined): ResTarget[] =>
  query && 'SelectStmt' in query
    ? (query.SelectStmt.targetList ?? []).flatMap((n) => ('ResTarget' in n ? [n.ResTarget] : []))
    : [];

/** Its column that is the tenant column of a table that it reads, and the cast for comparing it. */
function tenantColumnOf(view: View, { tenancy }: Catalog): { name: string; cast: string } | undefined {
  const columns = view.reads.flatMap(({ key }) => tenancy!.tables.get(key)?.column ?? []);
  for (const target of targetsOf(queryOf(view.object))) {
    const { val } = target;
    if (!val || !('ColumnRef' in val)) continue;
    const source = strings(val.ColumnRef.fields).at(-1);
    const column = columns.find(({ name }) => name === source);
    if (column) return { name: nameOfColumn(target)!, cast: column.cast };
  }
  return undefined;
}

export const exposedName = ({ name }: View): View['name'] => ({
  schema: name.schema,
  name: `${name.name}_of_tenant`,
});

/** The view of the current tenant's rows, and its readers: those of the materialized view. */
export function exposedTexts(
  view: View,
  catalog: Catalog,
  grants: Grants,
): { readonly view: string; readonly grants: readonly string[] } | undefined {
  const column = tenantColumnOf(view, catalog);
  if (!column) return undefined;
  const names = targetsOf(queryOf(view.object)).map(nameOfColumn);
  const list = names.every((name) => name !== undefined)
    ? names.map((name) => quoteIdentifier(name)).join(', ')
    : '*';
  const exposed = quoteName(exposedName(view));
  const readers = grants.on(view.key).filter(({ privilege }) => privilege === 'SELECT');
  return {
    view: `CREATE VIEW ${exposed} WITH (security_barrier='true') AS
  SELECT ${list}
  FROM ${quoteName(view.name)}
  WHERE ${quoteIdentifier(column.name)} = ${currentTenant(catalog.tenancy!, column.cast)}`,
    grants: [...new Set(readers.map(({ role }) => role))]
      .filter((role) => !grants.owners.has(role))
      .map((role) => `GRANT SELECT ON TABLE ${exposed} TO ${roleText(role)}`),
  };
}

/** The owner of that view reads all tenants' rows. */
export const knownOfExposed = (view: View, owner: string): Known => ({
  relation: pasted(view.name),
  attack: 'read',
  name: pasted(view.name),
  why: `${owner} reads the rows of all tenants in it, to show each its own in ${quoteName(exposedName(view))}`,
});

/** The privileges that its owner needs for REFRESH. */
export const refreshTexts = (view: View, catalog: Catalog, owner: string): string[] =>
  view.reads
    .filter(({ key }) => catalog.objects.some(({ name }) => relationKey(name) === key))
    .map(({ name }) => `GRANT SELECT ON TABLE ${quoteName(name)} TO ${quoteIdentifier(owner)}`);

export function materializedFindings(
  view: View,
  exposed: boolean,
  { materializedViewOwner, exposedMaterializedViews }: Settings,
): Diagnostic[] {
  const shown = pasted(view.name);
  const object = view.object.id;
  const out: Diagnostic[] = [
    {
      severity: 'warning',
      code: 'materializedView/closed',
      message: `${shown} holds rows of all tenants, and no policy can isolate them. The application can no longer read it.`,
      help: exposed
        ? `Let the application read ${quoteName(exposedName(view))} instead, which shows the current tenant's rows.`
        : `If it has the tenant column, create a view that shows each tenant its own rows: views: { exposed: ['${shown}'] } in the configuration.`,
      object,
    },
  ];
  if (!exposed && matches(exposedMaterializedViews, view.name))
    out.push({
      severity: 'warning',
      code: 'materializedView/no-tenant-column',
      message: `${shown} selects no tenant column from a table that it reads, so no view can show it by tenant.`,
      help: 'Add the tenant column to its query in the design.',
      object,
    });
  if (materializedViewOwner === undefined)
    out.push({
      severity: 'warning',
      code: 'materializedView/refresh-owner',
      message: `REFRESH of ${shown} runs as its owner, and over tables with forced row-level security it stores no rows, without an error.`,
      help: `Set an owner with BYPASSRLS: views: { materializedOwner: … } in the configuration.`,
      object,
    });
  return out;
}
