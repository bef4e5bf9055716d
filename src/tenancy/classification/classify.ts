/** Classifies each table by evidence: configuration, references, columns, names; otherwise it is undecided. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy, TenantColumn } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { TenancySettings } from '../../settings/settings.js';
import { isLogName, isReferenceName } from '../../facts/names/evidence.js';
import { fixedShapes } from '../../facts/relations/fixedShapes.js';
import { foreignTables } from './foreignTables.js';
import { matches, pasted } from '../../facts/names/patterns.js';
import { madeTable } from './madeTable.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { existingColumn } from './tenantColumn.js';
import { addedName, usualName } from './usualName.js';
import { byOpenPolicies, sharedByPolicy } from './policyEvidence.js';
import { byReferences } from './references.js';
import { bySharedUsers } from './sharedUsers.js';
import { byName, fromSettings, type Verdict } from './verdict.js';
import { domainsOf } from '../../facts/columns/domains.js';

interface Tenants extends Pick<Tenancy['tenants'], 'made'> {
  readonly name: Name;
  readonly key: string;
  readonly type: string;
}

/** Parents before their partitions and children, which inherit verdicts. */
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
  adds: boolean, // a tenant column, to tables without one
): { readonly tables: Map<Key, TableTenancy>; readonly column: string } {
  const relations = relationsOf(catalog);
  const shared = sharedByPolicy(catalog);
  const domains = domainsOf(catalog);
  const fixed = fixedShapes(catalog);
  const all = topDown(relations);
  const usual = tenants.made ? undefined : usualName(relations, tenants);
  const columns = new Map(
    all.map((one) => [one, existingColumn(one, { relations, domains, tenants, settings, usual })]),
  );
  const tenantColumn = (one: Relation): string | undefined => columns.get(one)?.column.name;
  const added = settings.column ?? addedName(relations, tenantColumn, tenants, usual);
  const verdicts = new Map<Key, Verdict>();

  const parentVerdict = ({ partitionOf, inherits }: Relation): Verdict | undefined => {
    const parents = (partitionOf ? [partitionOf] : inherits).filter((one) => verdicts.has(relationKey(one)));
    const of = (one: Name): Verdict => verdicts.get(relationKey(one))!;
    // Of several parents, one whose rows belong to tenants.
    const parent = parents.find((one) => of(one).class !== 'reference') ?? parents[0];
    if (!parent) return undefined;
    const verdict = of(parent);
    const why = `${partitionOf ? 'partition of' : 'inherits from'} ${pasted(parent)}`;
    // The user decides for the parent only.
    return { ...verdict, why, undecided: false };
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
  byReferences(all, relations, verdicts);
  const members = bySharedUsers({ all, relations, tenantColumn, tenants: tenants.name }, verdicts);
  byOpenPolicies(catalog, relations, verdicts);
  for (const relation of all) {
    const { name, partitionOf, inherits } = relation;
    if (verdicts.has(relationKey(name))) continue;
    const isNamed = partitionOf !== undefined || inherits.length > 0 || isReferenceName(name);
    const verdict = parentVerdict(relation) ?? (isNamed ? undefined : byName(name));
    if (verdict) verdicts.set(relationKey(name), verdict);
  }
  // Undecided tables are closed, so tables that refer to them are closed too, whatever their names.
  byReferences(all, relations, verdicts);
  for (const relation of all) {
    const id = relationKey(relation.name);
    if (!verdicts.has(id)) verdicts.set(id, parentVerdict(relation) ?? byName(relation.name));
  }

  const out = new Map<Key, TableTenancy>();
  for (const relation of all) {
    const { name, partitionOf, inherits, typed } = relation;
    const verdict = verdicts.get(relationKey(name))!;
    const found = columns.get(relation)?.column;
    const from = partitionOf ? 'partition' : bringsColumn(inherits, out) ? 'inherited' : 'added';
    const fixedBy = fixed.get(relationKey(name));
    const whole = typed || fixedBy !== undefined;
    const column = columnFor(verdict, found, whole || !adds, tenants, from, added);
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
      configured: verdict.configured ?? false,
      undecided: verdict.undecided ?? false,
      shown: verdict.shown ?? false,
      memberColumn: members.get(relationKey(name)),
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
    const verdict = parent && {
      class: parent.class,
      evidence: `partition of ${pasted(parent.name)}`,
      configured: parent.configured,
      shown: parent.shown,
    };
    out.set(relationKey(table.name), { ...table, ...(verdict && { ...verdict, undecided: false }) });
    for (let above = parent; above; above = above.partitionOf && out.get(relationKey(above.partitionOf)))
      out.set(relationKey(above.name), { ...above, foreignBelow: true });
  }
  return { tables: out, column: added };
}

/** A tenants table that the kernel creates is secured like others. */
const madeRoot = ({ name, key }: Tenants): TableTenancy => ({
  ...madeTable(name, key),
  class: 'root',
  evidence: 'it is the tenants table',
});

/** A parent without a tenant column, such as a typed table, has none for its children to inherit. */
const bringsColumn = (parents: readonly Name[], done: ReadonlyMap<Key, TableTenancy>): boolean =>
  parents.some((parent) => done.get(relationKey(parent))?.column !== undefined);

function columnFor(
  { class: verdict }: Verdict,
  found: TenantColumn | undefined,
  complete: boolean,
  tenants: Tenants,
  from: TenantColumn['from'],
  added: string,
): TenantColumn | undefined {
  if (verdict === 'root')
    return { name: tenants.key, type: undefined, notNull: true, cast: '', form: 'key', from: 'own' };
  if (verdict === 'reference') return undefined;
  if (found) return found;
  // A row shared by all tenants has NULL in this column.
  return complete
    ? undefined
    : { name: added, type: undefined, notNull: verdict !== 'mixed', cast: '', form: 'key', from };
}
