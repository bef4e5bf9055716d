/** Roles of a dump: who owns, who is granted what owners have, who is a member of whom. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Statement } from '../../catalog/statement.js';
import { type AlterDefaultPrivilegesStmt, type GrantStmt, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { rolesOf } from '../../kinds/security/defaultPrivileges.js';
import { roleNames } from '../../kinds/security/grant.js';
import { ownerOf } from '../../kinds/security/owner.js';
import type { Settings } from '../../settings/settings.js';

export type RoleSettings = Pick<
  Settings,
  'applicationRoles' | 'viewOwner' | 'materializedViewOwner' | 'definerOwner' | 'lookupRole'
>;

/** Roles that own what the tool gives them: those that the configuration names, and the tool's own. */
export const ownRoles = ({
  viewOwner,
  materializedViewOwner,
  definerOwner,
  lookupRole,
}: RoleSettings): string[] =>
  [viewOwner, materializedViewOwner, definerOwner, lookupRole].filter((role) => role !== undefined);

/** The owner that CREATE DATABASE and CREATE SCHEMA name. */
function namedOwner({ tree }: Statement): string[] {
  if (tree?.type === 'CreateSchemaStmt') {
    const { rolename } = tree.node.authrole ?? {};
    return rolename === undefined ? [] : [rolename];
  }
  if (tree?.type !== 'CreatedbStmt') return [];
  return (tree.node.options ?? []).flatMap((one) => {
    if (!('DefElem' in one) || one.DefElem.defname !== 'owner') return [];
    const { arg } = one.DefElem;
    return arg && 'String' in arg ? [arg.String.sval ?? ''] : [];
  });
}

/** Owners as the headings and ALTER … OWNER TO name them, whether or not these stay. */
export const ownersOf = ({ statements }: Catalog, settings: RoleSettings): Set<string> =>
  new Set([
    ...statements.flatMap((statement) => [
      statement.raw.heading?.owner ?? '',
      ownerOf(statement) ?? '',
      ...namedOwner(statement),
    ]),
    ...ownRoles(settings),
  ]);

/**
 * Roles that create objects, though the dump names no owner (`--no-owner`): default privileges are FOR them. One that the
 * configuration lists as the application's is the application's.
 */
export const creatorsOf = ({ objects }: Catalog, { applicationRoles: listed }: RoleSettings): Set<string> =>
  new Set(
    objects
      .filter(({ kind }) => kind === KIND.defaultPrivileges)
      .flatMap(rolesOf)
      .filter((role) => !listed.includes(role)),
  );

/** The groups of each role, where the dump tells. */
export function membershipsOf({ objects }: Catalog): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const { kind, statement } of objects) {
    if (kind !== KIND.roleMembership) continue;
    const { granted_roles = [], grantee_roles } = nodeOf(statement, 'GrantRoleStmt');
    const groups = granted_roles.flatMap((n) => ('AccessPriv' in n ? [n.AccessPriv.priv_name ?? ''] : []));
    for (const member of roleNames(grantee_roles)) out.set(member, [...(out.get(member) ?? []), ...groups]);
  }
  return out;
}

/** Roles that the dump grants anything to. */
export function granteesIn({ objects }: Pick<Catalog, 'objects'>): ReadonlySet<string> {
  const named = objects.flatMap(({ kind, statement }) => {
    const node = statement.tree?.node;
    if (kind === KIND.grant) return roleNames((node as GrantStmt).grantees);
    return kind === KIND.defaultPrivileges
      ? roleNames((node as AlterDefaultPrivilegesStmt).action?.grantees)
      : [];
  });
  return new Set(named);
}

/** Roles of the application: configured, or those that the dump grants anything to, but for owners. */
export function applicationRoles(
  catalog: Catalog,
  owners: ReadonlySet<string>,
  settings: RoleSettings,
): readonly string[] {
  if (settings.applicationRoles.length > 0) return settings.applicationRoles;
  return [...granteesIn(catalog)].filter((role) => !owners.has(role) && !role.startsWith('pg_')).toSorted();
}
