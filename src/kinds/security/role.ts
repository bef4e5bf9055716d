/**
 * CREATE ROLE hims_app  →  DO … IF to_regrole('hims_app') IS NULL
 * Roles belong to the cluster: an existing one stays unchanged.
 * https://www.postgresql.org/docs/current/sql-createrole.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { added } from '../../catalog/statement.js';
import { describe, type Kind } from '../base/kind.js';

/** True if the role is missing. */
export const noRole = (role: string): string => `to_regrole(${quoteLiteral(quoteIdentifier(role))}) IS NULL`;

/** True for a superuser, and for a role with CREATEROLE. */
const MAY_CREATE = '(SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user)';

export const role: Kind<'role', 'CreateRoleStmt'> = {
  name: 'role',
  label: 'role',
  family: 'none',
  headings: [],
  unique: false,
  administrator: 'before',
  reliable: true,
  credentials: true,
  nodes: ['CreateRoleStmt'],
  read(statement) {
    const { role: name = '' } = statement.tree.node;
    return describe(this, statement, {
      name: { schema: undefined, name },
      section: 'Roles',
      provides: [key('role', { schema: undefined, name })],
    });
  },
  missing: ({ name }) => noRole(name.name),
  // If the runner cannot create roles, an administrator must: the statement that needs the role fails and names it.
  guard: ({ sql, name }) => ({ sql, when: `${noRole(name.name)} AND ${MAY_CREATE}` }),
  // Never dropped or altered: a role belongs to the cluster, where other databases use it.
  drop: () => [],
  alter: () => ({ steps: [] }),
};

/** A role that the dump names but does not create. */
export function madeRole(name: string, sql: string, by: string): SchemaObject {
  return describe(role, added(sql, by), {
    name: { schema: undefined, name },
    section: 'Roles',
    provides: [key('role', { schema: undefined, name })],
    needs: [],
  });
}
