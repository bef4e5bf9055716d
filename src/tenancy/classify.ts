/** Who the rows of each table belong to, by evidence: configuration, references, columns, names; else undecided. */
import type { Catalog } from '../catalog/catalog.js';
import { type Name, relationName } from '../catalog/names.js';
import { type Key, placed } from '../catalog/object.js';
import type { TableTenancy, Tenancy, TenantColumn } from '../catalog/tenancy.js';
import type { CreatePolicyStmt } from '../grammar.js';
import { relationKey } from '../kinds/alterTable.js';
import type { TenancySettings } from '../settings.js';
import { isLogName } from './evidence.js';
import { fixedShapes } from './tables/fixedShapes.js';
import { foreignTables } from './tables/foreignTables.js';
import { matches, pasted } from './patterns.js';
import { madeTable } from './madeTable.js';
import { type Relation, relationsOf } from './tables/relations.js';
import { domainsOf, existingColumn } from './tables/tenantColumn.js';
import { byName, fromSettings, type Verdict } from './verdict.js';

interface Tenants extends Pick<Tenancy['tenants'], 'made'> {
  readonly name: Name;
  readonly key: string;
  readonly type: string;
}

/** Tables whose author lets rows without a tenant be read: `USING (tenant_id IS NULL OR …)`. */
function sharedByPolicy({ objects }: Catalog): ReadonlySet<Key> {
  const found = new Set<Key>();
  for (const { kind, statement } of objects) {
    if (kind !== 'policy') continue;
    const { table, qual, cmd_name = 'all', permissive } = statement.tree!.node as CreatePolicyStmt;
    if (!permissive || !['all', 'select'].includes(cmd_name) || !qual) continue;
    if (isNullOr(qual)) found.add(relationKey(placed(relationName(table), statement)));
  }
  return found;
}

/** An OR with IS NULL on one side. */
const isNullOr = (qual: object): boolean => {
  const { BoolExpr: or } = qual as { BoolExpr?: { boolop?: string; args?: readonly object[] } };
  if (or?.boolop !== 'OR_EXPR') return false;
  return (or.args ?? []).some((arg) => {
    const { NullTest: test } = arg as { NullTest?: { nulltesttype?: string; arg?: object } };
    return test?.nulltesttype === 'IS_NULL' && 'ColumnRef' in (test.arg ?? {});
  });
};

/** Parents before their partitions and children, so that a verdict passes down. */
function topDown(relations: ReadonlyMap<Key, Relation>): Relation[] {
  const done = new Set<Relation>();
  const visit = (relation: Relation): void => {
    if (done.has(relation)) return;
    const parents = [...(relation.partitionOf ? [relation.partitionOf] : []), ...relation.inherits];
    for (const parent of parents.flatMap((name) => relations.get(relationKey(name)) ?? [])) visit(parent);
    done.add(relation);
  };
  for (const relation of relations.values()) visit(relation);
  return [...done];
}

export function classify(
  catalog: Catalog,
  tenants: Tenants,
  settings: TenancySettings,
  adds: boolean, // the tenant column, to tables without one
): Map<Key, TableTenancy> {
  const relations = relationsOf(catalog);
  const shared = sharedByPolicy(catalog);
  const domains = domainsOf(catalog);
  const fixed = fixedShapes(catalog);
  const all = topDown(relations);
  const columns = new Map(
    all.map((one) => [one, existingColumn(one, { relations, domains, tenants, settings })]),
  );
  const verdicts = new Map<Key, Verdict>();

  const parentVerdict = ({ partitionOf, inherits }: Relation): Verdict | undefined => {
    const parent = partitionOf ?? inherits[0];
    const verdict = parent && verdicts.get(relationKey(parent));
    if (!verdict || !parent) return undefined;
    const why = `${partitionOf ? 'partition of' : 'inherits from'} ${pasted(parent)}`;
    // What is to be decided is decided of the parent.
    return { class: verdict.class, why };
  };
  const own = (relation: Relation): Verdict | undefined => {
    const { name } = relation;
    if (relationKey(name) === relationKey(tenants.name))
      return { class: 'root', why: 'it is the tenants table' };
    const configured = fromSettings(name, settings);
    if (configured) return configured;
    const above = parentVerdict(relation);
    if (above) return above;
    const found = columns.get(relation);
    return found && { class: found.column.notNull ? 'tenant' : 'mixed', why: found.why };
  };

  for (const relation of all) {
    const verdict = own(relation);
    if (verdict) verdicts.set(relationKey(relation.name), verdict);
  }
  byReferences(all, verdicts);
  for (const relation of all) {
    const id = relationKey(relation.name);
    if (verdicts.has(id)) continue;
    verdicts.set(id, parentVerdict(relation) ?? byName(relation.name));
  }

  const out = new Map<Key, TableTenancy>();
  for (const relation of all) {
    const { name, partitionOf, inherits, typed } = relation;
    const verdict = verdicts.get(relationKey(name))!;
    const found = columns.get(relation)?.column;
    const from = partitionOf ? 'partition' : inherits.length > 0 ? 'inherited' : 'added';
    const fixedBy = fixed.get(relationKey(name));
    const whole = typed || fixedBy !== undefined;
    const column = columnFor(verdict, found, whole || !adds, tenants, from, settings);
    const nullable = column !== undefined && !column.notNull;
    const cls =
      ['tenant', 'mixed'].includes(verdict.class) && column ? (nullable ? 'mixed' : 'tenant') : verdict.class;
    const append = isLogName(name);
    const log = matches(settings.logTables, name);
    const parent = out.get(relationKey(partitionOf ?? inherits[0] ?? name));
    out.set(relationKey(name), {
      name,
      class: cls,
      evidence: verdict.why,
      undecided: verdict.undecided ?? false,
      column,
      sharedRows:
        parent?.sharedRows ??
        (nullable && (shared.has(relationKey(name)) || matches(settings.mixedTables, name))),
      withoutTenant:
        parent?.withoutTenant ?? (nullable && (log || (append && !matches(settings.mixedTables, name)))),
      appendOnly: parent?.appendOnly ?? append,
      form: column || verdict.class === 'reference' || !whole ? 'table' : typed ? 'typed' : 'fixed',
      fixedBy,
      foreignBelow: false,
      partitionOf,
      inherits,
    });
  }
  if (tenants.made) out.set(relationKey(tenants.name), madeRoot(tenants));
  for (const table of foreignTables(catalog, settings)) {
    const parent = table.partitionOf && out.get(relationKey(table.partitionOf));
    const verdict = parent && { class: parent.class, evidence: `partition of ${pasted(parent.name)}` };
    out.set(relationKey(table.name), { ...table, ...(verdict && { ...verdict, undecided: false }) });
    for (let above = parent; above; above = above.partitionOf && out.get(relationKey(above.partitionOf)))
      out.set(relationKey(above.name), { ...above, foreignBelow: true });
  }
  return out;
}

/** The tenants table that the kernel makes is secured like any other. */
const madeRoot = ({ name, key }: Tenants): TableTenancy => ({
  ...madeTable(name, key),
  class: 'root',
  evidence: 'it is the tenants table',
});

/** A table that refers to a row of a tenant belongs to the tenant, and so on from table to table. */
function byReferences(all: readonly Relation[], verdicts: Map<Key, Verdict>): void {
  const owned = (name: Name): boolean =>
    ['tenant', 'mixed'].includes(verdicts.get(relationKey(name))?.class ?? '');
  for (let found = true; found;) {
    found = false;
    for (const { name, foreignKeys } of all) {
      if (verdicts.has(relationKey(name))) continue;
      const reference = foreignKeys.find(({ to }) => owned(to));
      if (!reference) continue;
      const why = `${reference.columns.join(', ')} refers to ${pasted(reference.to)}`;
      verdicts.set(relationKey(name), { class: 'tenant', why });
      found = true;
    }
  }
}

function columnFor(
  { class: verdict }: Verdict,
  found: TenantColumn | undefined,
  complete: boolean,
  tenants: Tenants,
  from: TenantColumn['from'],
  settings: TenancySettings,
): TenantColumn | undefined {
  if (verdict === 'root')
    return { name: tenants.key, type: undefined, notNull: true, cast: '', form: 'key', from: 'own' };
  if (verdict === 'reference') return undefined;
  if (found) return found;
  // Rows for all need a column that may be NULL.
  return complete
    ? undefined
    : { name: settings.column, type: undefined, notNull: verdict !== 'mixed', cast: '', form: 'key', from };
}
