/**
 * GRANT hims_app TO hims_batch  →  DO … IF both roles exist; repeatable
 * GRANT view_owner TO CURRENT_USER  →  DO … IF not yet a member: a member may lack the right to grant it
 * https://www.postgresql.org/docs/current/sql-grant.html
 */
import { type Node, nodeOf } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { needKey } from '../../catalog/references.js';
import { haveRoles, roleNames } from './grant.js';
import { step } from '../base/altered.js';
import { describe, type Kind, where } from '../base/kind.js';

const granted = (nodes: readonly Node[] = []): string[] =>
  nodes.flatMap((n) => ('AccessPriv' in n ? [n.AccessPriv.priv_name ?? ''] : []));

/** Members as in the statement. */
const membersOf = (nodes: readonly Node[] = []): string[] => [
  ...roleNames(nodes),
  ...nodes.flatMap((n) =>
    'RoleSpec' in n && n.RoleSpec.roletype === 'ROLESPEC_CURRENT_USER' ? ['CURRENT_USER'] : [],
  ),
];

/** Names the role, so that a missing one is an error; with `maybe` the condition is NULL instead. */
const noMember = (role: string, maybe: boolean): string =>
  `NOT pg_has_role(${maybe ? `to_regrole(${quoteLiteral(quoteIdentifier(role))})::oid` : quoteLiteral(role)}, 'USAGE')`;

export const roleMembership: Kind<'roleMembership', 'GrantRoleStmt'> = {
  name: 'roleMembership',
  label: 'membership of',
  family: 'privilege',
  headings: [],
  unique: false,
  administrator: 'before',
  nodes: ['GrantRoleStmt'],
  read(statement) {
    const { granted_roles, grantee_roles } = statement.tree.node;
    const name = {
      schema: undefined,
      name: `${membersOf(grantee_roles).join(', ')} in ${granted(granted_roles).join(', ')}`,
    };
    const roles = [...granted(granted_roles), ...roleNames(grantee_roles)];
    const needs = roles.map((role) => needKey('role', role));
    return {
      ...describe(this, statement, { name, section: 'Roles', rank: 1, needs }),
      id: `membership of ${name.name}`,
    };
  },
  guard({ sql, statement }, target) {
    const { granted_roles, grantee_roles, is_grant } = nodeOf(statement, 'GrantRoleStmt');
    const [role, another] = granted(granted_roles);
    if (is_grant && role !== undefined && !another && membersOf(grantee_roles).join() === 'CURRENT_USER')
      return { sql, when: noMember(role, target.roles === 'skip') };
    return { sql, when: haveRoles([...granted(granted_roles), ...roleNames(grantee_roles)]) };
  },
  drop({ statement }) {
    const { granted_roles, grantee_roles } = nodeOf(statement, 'GrantRoleStmt');
    return granted(granted_roles).flatMap((group) =>
      roleNames(grantee_roles).flatMap((member) =>
        step(
          `REVOKE ${quoteIdentifier(group)} FROM ${quoteIdentifier(member)}`,
          where('pg_auth_members', `roleid = ${roleOid(group)}`, `member = ${roleOid(member)}`),
        ),
      ),
    );
  },
  alter: 'again',
};

/** NULL if the role is missing. */
const roleOid = (role: string): string => `to_regrole(${quoteLiteral(quoteIdentifier(role))})`;
