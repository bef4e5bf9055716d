/**
 * An owner can disable policies, so an application must not connect as one. A role that creates objects and writes rows
 * of tenants' tables by a GRANT may be both. https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Key } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { pasted } from '../../facts/names/patterns.js';
import { type Grants, type Held, roleText } from '../../facts/privileges/grants.js';
import { ownRoles, type RoleSettings } from '../../facts/privileges/roles.js';

const ROWS = new Set(['INSERT', 'UPDATE', 'DELETE']);

/** pg_dump also writes changed privileges of an owner on its own table: these are no evidence. */
function tableOwners({ objects }: Catalog): ReadonlyMap<Key, string> {
  return new Map(
    objects
      .filter(({ kind }) => kind === KIND.table)
      .map(({ name, statement }) => [relationKey(name), statement.raw.heading?.owner ?? '']),
  );
}

function finding(role: string, held: readonly Held[], grants: Grants): Diagnostic {
  const [first, ...more] = [...new Set(held.map(({ name }) => pasted(name)))].toSorted();
  const what = [...new Set(held.map(({ privilege }) => privilege))].toSorted().join(', ');
  const owns = grants.objectOwners.has(role);
  const does = owns ? 'owns objects of the dump' : 'creates objects (default privileges are for it)';
  const another = 'Let the application connect as another role.';
  return {
    severity: 'warning',
    code: 'roles/owner-is-application',
    message: `${roleText(role)} ${does} and was granted ${what} on ${first}${more.length > 0 ? ` and ${more.length} more` : ''}. It is treated as an owner: nothing is revoked from it, and an owner can switch policies off.`,
    help: owns
      ? another
      : `${another} Or list it in the configuration: applicationRoles: [${[role, ...grants.applicationRoles].join(', ')}].`,
    object: `role ${roleText(role)}`,
  };
}

export function ownerFindings(catalog: Catalog, grants: Grants, settings: RoleSettings): Diagnostic[] {
  const configured = ownRoles(settings);
  const owners = tableOwners(catalog);
  const tables = catalog.tenancy!.tables;
  const byRole = new Map<string, Held[]>();
  for (const held of grants.held)
    if (
      ROWS.has(held.privilege) &&
      grants.owners.has(held.role) &&
      !configured.includes(held.role) &&
      !grants.platforms.has(held.role) &&
      tables.has(held.target) &&
      owners.get(held.target) !== held.role
    )
      byRole.set(held.role, [...(byRole.get(held.role) ?? []), held]);
  return [...byRole]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, held]) => finding(role, held, grants));
}
