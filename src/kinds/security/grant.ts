/**
 * GRANT SELECT ON TABLE core.visits TO hims_app  →  DO … IF to_regrole('hims_app') IS NOT NULL
 * Repeatable, in pg_dump's order per object: it grants again what it revokes first.
 * https://www.postgresql.org/docs/current/sql-grant.html
 */
import { type Node, nodeOf } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { masked } from '../../secrets.js';
import { describe, type Guard, type Kind, type GuardTarget } from '../base/kind.js';
import { targetOf } from '../base/target.js';

/** The named roles among the grantees; PUBLIC and CURRENT_USER always exist. */
export const roleNames = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).flatMap((n) =>
    'RoleSpec' in n && n.RoleSpec.roletype === 'ROLESPEC_CSTRING' ? [n.RoleSpec.rolename ?? ''] : [],
  );

/** True if all these roles exist. */
export const haveRoles = (roles: readonly string[]): string =>
  roles.map((role) => `to_regrole(${quoteLiteral(quoteIdentifier(role))}) IS NOT NULL`).join(' AND ');

/** The columns in a list of privileges. */
function columns(privileges: readonly Node[] = []): string[] {
  return [...new Set(privileges.flatMap((p) => ('AccessPriv' in p ? strings(p.AccessPriv.cols) : [])))];
}

export const grant: Kind<'grant', 'GrantStmt'> = {
  name: 'grant',
  label: 'grant on',
  family: 'privilege',
  headings: ['ACL'],
  unique: false,
  about: true,
  nodes: ['GrantStmt'],
  read(statement) {
    const { objtype, objects = [], privileges, targtype } = statement.tree.node;
    const target = targtype === 'ACL_TARGET_OBJECT' ? targetOf(objtype, objects[0], statement) : undefined;
    const label = target?.label ?? masked(statement.text).slice(0, 60);
    // In pg_dump's order within one object; privileges on columns after those on the whole.
    const column = columns(privileges).join();
    const described = describe(this, statement, {
      name: target?.name ?? { schema: undefined, name: label },
      section: 'Privileges',
      inDumpOrder: true,
      order: `${label}\0${column}`,
      rank: target ? 0 : 1,
      group: `privileges on ${label}`,
      alsoNeeds: target ? [{ keys: [target.key] }] : [],
    });
    return { ...described, id: `grant on ${label}${column === '' ? '' : ` (${column})`}` };
  },
  guard: ({ sql, statement }, target) =>
    privilegeGuard({ sql, statement }, roleNames(nodeOf(statement, 'GrantStmt').grantees), target),
};

/** Runs if the roles that it names exist, and as its grantor if that is not the owner. */
export function privilegeGuard(
  { sql, statement }: Pick<SchemaObject, 'sql' | 'statement'>,
  roles: readonly string[],
  target: GuardTarget,
): Guard {
  const grantor = grantorOf(statement);
  const named = [...new Set(grantor === undefined ? roles : [grantor, ...roles])];
  return {
    sql,
    ...(named.length === 0 || target.roles === 'expect' ? {} : { when: haveRoles(named) }),
    ...(grantor === undefined
      ? {}
      : { around: [`SET LOCAL ROLE ${quoteIdentifier(grantor)}`, 'RESET ROLE'] as const }),
  };
}

/** The grantor, from `SET SESSION AUTHORIZATION x` around a GRANT; undefined if it is the owner. */
export function grantorOf({ session, raw }: SchemaObject['statement']): string | undefined {
  return session.authorization === undefined || session.authorization === raw.heading?.owner
    ? undefined
    : session.authorization;
}
