/** Roles of a dump: owners, grantees, members. */
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

/** Roles that the tool makes owners: those that the configuration names, and its own. */
export const ownRoles = ({
  viewOwner,
  materializedViewOwner,
  definerOwner,
  lookupRole,
}: RoleSettings): string[] =>
  [viewOwner, materializedViewOwner, definerOwner, lookupRole].filter((role) => role !== undefined);

/** The owner in CREATE DATABASE or CREATE SCHEMA. */
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

/** Owners from the headings and ALTER … OWNER TO, whether or not the output keeps these. */
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
 * Roles that create objects although the dump names no owner (`--no-owner`): default privileges are FOR them. Roles
 * that the configuration lists as the application's are excluded.
 */
export const creatorsOf = ({ objects }: Catalog, { applicationRoles: listed }: RoleSettings): Set<string> =>
  new Set(
    objects
      .filter(({ kind }) => kind === KIND.defaultPrivileges)
      .flatMap(rolesOf)
      .filter((role) => !listed.includes(role)),
  );

/** The groups of each role, where the dump has them. */
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

/** Grantees of the dump's privileges. */
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

/** Roles of the application: those configured, or the dump's grantees except owners. */
export function applicationRoles(
  catalog: Catalog,
  owners: ReadonlySet<string>,
  settings: RoleSettings,
): readonly string[] {
  if (settings.applicationRoles.length > 0) return settings.applicationRoles;
  return [...granteesIn(catalog)].filter((role) => !owners.has(role) && !role.startsWith('pg_')).toSorted();
}
