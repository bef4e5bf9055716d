/** The text of the policies that isolate tenants, for the transform to write and the self-check to expect. */
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { expression } from '../../authoredSql/sql.js';
import { callOf } from '../kernel/kernel.js';
import { ownNames } from '../../facts/own/ownNames.js';

/** `(SELECT core.current_tenant_id())`: evaluated once per statement, not once per row. */
export const currentTenant = ({ currentTenant: kernel }: Tenancy, cast: string): string =>
  `(SELECT ${callOf(kernel)}${cast})`;

export interface Predicates {
  readonly using: string;
  readonly check: string;
}

/** Only the tenants table is read before a tenant is set. */
const lookupOf = ({ class: verdict }: TableTenancy, { lookup }: Tenancy): Tenancy['lookup'] =>
  verdict === 'root' ? lookup : undefined;

/** The conditions for reading and for writing a row. */
export function predicatesOf(table: TableTenancy, tenancy: Tenancy): Predicates {
  const { column, sharedRows, withoutTenant } = table;
  const lookup = lookupOf(table, tenancy);
  const { name, cast, form } = column!;
  const bare = quoteIdentifier(name);
  // A column that cannot hold a key equals none: the table is closed.
  const own = form === 'other' ? `${bare}::text` : bare;
  const tenant = currentTenant(tenancy, cast);
  const same = `${own} = ${tenant}`;
  // This comes first: a function of the dump may fail while no tenant is set.
  const found = lookup ? `(SELECT current_user) = ${quoteLiteral(lookup.role)} OR ${same}` : undefined;
  return {
    using: found ?? expression(sharedRows ? `${bare} IS NULL OR ${same}` : same).sql,
    check: expression(withoutTenant ? `${own} IS NOT DISTINCT FROM ${tenant}` : same).sql,
  };
}

/** The same in PostgreSQL's spelling, from pg_get_expr() with an empty search_path. */
export function deparsedPredicates(table: TableTenancy, tenancy: Tenancy): Predicates {
  const { column, sharedRows, withoutTenant } = table;
  const lookup = lookupOf(table, tenancy);
  const { name, cast, form, base } = column!;
  const { currentTenant: kernel } = tenancy;
  const bare = quoteIdentifier(name);
  const own = form === 'key' || form === 'text' ? bare : `(${bare})::${base ?? 'text'}`;
  const call = cast === '' ? callOf(kernel) : `(${callOf(kernel)})${cast}`;
  const tenant = `( SELECT ${call} AS ${quoteIdentifier(kernel.name.name)})`;
  const same = `(${own} = ${tenant})`;
  const isLookup = `(( SELECT CURRENT_USER AS "current_user") = ${quoteLiteral(lookup?.role ?? '')}::name)`;
  return {
    using: lookup ? `(${isLookup} OR ${same})` : sharedRows ? `((${bare} IS NULL) OR ${same})` : same,
    check: withoutTenant ? `(NOT (${own} IS DISTINCT FROM ${tenant}))` : same,
  };
}

/** A policy on the table; all are FOR ALL except those that protect shared rows from writes. */
const policy = (
  table: TableTenancy,
  name: string,
  as: 'PERMISSIVE' | 'RESTRICTIVE',
  command: 'ALL' | 'SELECT' | 'UPDATE' | 'DELETE',
  to: string,
  { using, check }: Partial<Predicates>,
): string =>
  [
    `CREATE POLICY ${quoteIdentifier(name)} ON ${quoteName(table.name)} AS ${as} FOR ${command} TO ${to}`,
    ...(using === undefined ? [] : [`      USING (${using})`]),
    ...(check === undefined ? [] : [`      WITH CHECK (${check})`]),
  ].join('\n');

/** Restrict rows to their own tenant, whatever other policies allow. */
export function isolationPolicies(
  table: TableTenancy,
  tenancy: Tenancy,
  all = predicatesOf(table, tenancy),
): string[] {
  const names = ownNames(tenancy.prefix);
  const out = [policy(table, names.isolation, 'RESTRICTIVE', 'ALL', 'PUBLIC', all)];
  if (!table.sharedRows) return out;
  // Shared rows are only readable: a tenant could take over a row by UPDATE, or delete it.
  const own = { using: all.check };
  return [
    ...out,
    policy(table, names.sharedUpdate, 'RESTRICTIVE', 'UPDATE', 'PUBLIC', own),
    policy(table, names.sharedDelete, 'RESTRICTIVE', 'DELETE', 'PUBLIC', own),
  ];
}

const everything: Predicates = { using: 'true', check: 'true' };

/** Permits all roles with privileges: the restrictive policy alone would permit none. */
export const accessPolicy = (table: TableTenancy, { prefix }: Tenancy): string =>
  policy(table, ownNames(prefix).access, 'PERMISSIVE', 'ALL', 'PUBLIC', everything);

/** FORCE applies policies to the owner: without a permissive one, its functions and triggers see no rows. */
export const ownerPolicy = (table: TableTenancy, { prefix }: Tenancy, owner: string): string =>
  policy(table, ownNames(prefix).owner, 'PERMISSIVE', 'ALL', owner, everything);

/** Permits the lookup role; its privileges decide which columns it reads. */
export const lookupPolicy = (table: TableTenancy, { prefix }: Tenancy, role: string): string =>
  policy(table, ownNames(prefix).lookup, 'PERMISSIVE', 'SELECT', quoteIdentifier(role), { using: 'true' });
