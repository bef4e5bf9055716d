/**
 * GRANT hims_app TO hims_batch  →  DO … IF both roles are there; repeatable
 * https://www.postgresql.org/docs/current/sql-grant.html
 */
import type { GrantRoleStmt, Node } from '../grammar.js';
import { needKey } from '../catalog/references.js';
import { haveRoles, roleNames } from './grant.js';
import { describe, type Kind } from './kind.js';

const granted = (nodes: readonly Node[] = []): string[] =>
  nodes.flatMap((n) => ('AccessPriv' in n ? [n.AccessPriv.priv_name ?? ''] : []));

export const roleMembership: Kind = {
  name: 'roleMembership',
  label: 'membership of',
  nodes: ['GrantRoleStmt'],
  read(statement) {
    const { granted_roles, grantee_roles } = statement.tree!.node as GrantRoleStmt;
    const name = {
      schema: undefined,
      name: `${roleNames(grantee_roles).join(', ')} in ${granted(granted_roles).join(', ')}`,
    };
    const roles = [...granted(granted_roles), ...roleNames(grantee_roles)];
    const needs = roles.map((role) => needKey('role', role));
    return {
      ...describe(this, statement, { name, section: 'Roles', rank: 1, needs }),
      id: `membership of ${name.name}`,
    };
  },
  guard({ sql, statement }) {
    const { granted_roles, grantee_roles } = statement.tree!.node as GrantRoleStmt;
    return { sql, when: haveRoles([...granted(granted_roles), ...roleNames(grantee_roles)]) };
  },
};
