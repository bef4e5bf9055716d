/** What a conversion decided by itself, and what it leaves to the user: `init` writes it into the configuration. */
import type { Catalog } from '../catalog/catalog.js';
import type { Name } from '../catalog/names.js';
import type { TableTenancy } from '../catalog/tenancy.js';
import { pasted } from '../facts/names/patterns.js';
import { applicationRoles, ownersOf } from '../facts/privileges/roles.js';
import { type Relation, relationsOf } from '../facts/relations/relations.js';
import { relationKey } from '../kinds/base/alterTable.js';
import type { Diagnostic, InputError } from '../diagnostics/diagnostics.js';
import type { Settings } from '../settings/settings.js';
import { NoTenants, shown } from '../tenancy/classification/candidates.js';
import { profileOf } from '../tenancy/columns/profiles.js';

/** A table, as the user can write it into the configuration, with one sentence about it. */
export interface TableFound {
  readonly table: string;
  readonly evidence: string;
}

export interface Decisions {
  /** The tenants table; undefined where the tool makes one, or there is none. */
  readonly tenants: string | undefined;
  readonly undecided: readonly TableFound[];
  /** Tables that stay open to every tenant, because of their name or structure. */
  readonly open: readonly TableFound[];
  /** `public.flyway_schema_history belongs to Flyway` */
  readonly unmanaged: readonly TableFound[];
  /** Findings that a line of the configuration answers. */
  readonly notes: readonly Diagnostic[];
  readonly applicationRoles: readonly string[];
  /** How many tables each profile matches. */
  readonly profiles: readonly { readonly name: string; readonly tables: number }[];
}

/** Tables that may hold the tenants, best first; undefined where the error is another one. */
export const tenantCandidates = (error: InputError): TableFound[] | undefined =>
  error instanceof NoTenants
    ? error.candidates.map((one) => ({ table: pasted(one.name), evidence: shown(one) }))
    : undefined;

/** Columns that a line shows. */
const SHOWN = 5;

const listed = (names: readonly string[]): string =>
  names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
    : names.join(', ');

const unique = (names: readonly Name[]): string[] => [...new Set(names.map(pasted))].toSorted();

/** What a person would look at: references in both directions, and columns. */
function evidenceOf(table: Name, relations: ReadonlyMap<string, Relation>): string {
  const relation = relations.get(relationKey(table));
  if (!relation) return 'a foreign table';
  const to = unique(relation.foreignKeys.map((key) => key.to));
  const from = unique(
    [...relations.values()]
      .filter((one) => one.foreignKeys.some((key) => relationKey(key.to) === relationKey(table)))
      .map(({ name }) => name),
  );
  return [
    to.length === 0 ? 'no foreign key' : `refers to ${listed(to)}`,
    ...(from.length === 0 ? [] : [`referred to by ${listed(from)}`]),
    `columns ${listed([...relation.columns.keys()])}`,
  ].join('; ');
}

const DECIDED = new Set<string>(['tenancy/claims', 'unmanaged/managed', 'unmanaged/partition']);

const byTable = (one: TableFound, other: TableFound): number => (one.table < other.table ? -1 : 1);

function found(
  tables: Iterable<TableTenancy>,
  is: (table: TableTenancy) => boolean,
  evidence: (table: TableTenancy) => string,
): TableFound[] {
  return [...tables]
    .filter((table) => is(table) && !table.partitionOf)
    .map((table) => ({ table: pasted(table.name), evidence: evidence(table) }))
    .toSorted(byTable);
}

/** @param catalog after the transforms */
export function decisionsOf(read: Catalog, catalog: Catalog, settings: Settings): Decisions {
  const { tenancy } = catalog;
  const tables = [...(tenancy?.tables.values() ?? [])];
  const relations = relationsOf(read);
  const profiles = Object.entries(settings.compliance).map(([name, profile]) => ({
    name,
    tables: tables.filter((table) => profileOf(table, settings) === profile).length,
  }));
  return {
    tenants:
      tenancy && !tenancy.tenants.made && !tenancy.tenants.absent ? pasted(tenancy.tenants.name) : undefined,
    undecided: found(
      tables,
      ({ undecided }) => undecided,
      ({ name }) => evidenceOf(name, relations),
    ),
    open: found(
      tables,
      (table) => table.class === 'reference' && !table.configured,
      ({ evidence }) => evidence,
    ),
    unmanaged: [...(tenancy?.unmanaged?.values() ?? [])]
      .map(({ name, why }) => ({ table: pasted(name), evidence: why }))
      .toSorted(byTable),
    notes: catalog.diagnostics.filter(({ code }) => DECIDED.has(code)),
    applicationRoles: applicationRoles(read, ownersOf(read, settings), settings),
    profiles: profiles.filter((one) => one.tables > 0),
  };
}
