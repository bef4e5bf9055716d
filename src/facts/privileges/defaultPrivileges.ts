/**
 * ALTER DEFAULT PRIVILEGES FOR ROLE owner … → ALTER DEFAULT PRIVILEGES …, where owners are left out: it then applies to
 * the role that runs the file and owns later objects.
 * https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html
 */
import type { SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { rolesOf } from '../../kinds/security/defaultPrivileges.js';
import { roleNames } from '../../kinds/security/grant.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { keyword, tokens } from '../../source/tokens.js';
import { type Grants, PUBLIC, roleText } from './grants.js';
import { nodeOf } from '../../grammar.js';

/** Removes `FOR ROLE a, b`. */
export function withoutRoles(sql: string): string {
  const all = tokens(sql);
  const from = all.findIndex((token) => keyword(sql, token) === 'FOR');
  let to = from + 2;
  while (keyword(sql, all[to + 1]) === ',') to += 2;
  return sql.slice(0, all[from]!.start) + sql.slice(all[to]!.end).trimStart();
}

/** The statement for whoever runs it; undefined where it is about somebody else than the dump's owners. */
export function forRunner(
  by: string,
  object: SchemaObject,
  { objectOwners }: Grants,
): SchemaObject | undefined {
  const roles = rolesOf(object);
  if (roles.length === 0 || !roles.every((role) => objectOwners.has(role))) return undefined;
  const sql = withoutRoles(object.sql);
  const [made] = objectsFromSql(by, [sql]);
  const { tree } = made!.statement;
  return { ...made!, origin: object.origin, statement: { ...object.statement, text: sql, tree } };
}

/** Kinds of later objects, and why access to them is a risk. */
const OPEN: Readonly<Record<string, readonly [what: string, so: string]>> = {
  OBJECT_TABLE: ['tables', 'one without row-level security shows the rows of every tenant'],
  OBJECT_FUNCTION: ['routines', 'one that runs with its owner’s rights gives these rights to its callers'],
};

export function defaultFindings(
  object: SchemaObject,
  changed: SchemaObject | undefined,
  grants: Grants,
): Diagnostic[] {
  const { action } = nodeOf(object.statement, 'AlterDefaultPrivilegesStmt');
  const to = [
    ...roleNames(action?.grantees).filter((role) => grants.applicationRoles.includes(role)),
    ...((action?.grantees ?? []).some((n) => 'RoleSpec' in n && n.RoleSpec.roletype === 'ROLESPEC_PUBLIC')
      ? [PUBLIC]
      : []),
  ];
  const out: Diagnostic[] = [];
  const open = OPEN[action?.objtype ?? ''];
  if (to.length > 0 && action?.is_grant && open)
    out.push({
      severity: 'warning',
      code: 'privileges/default-open',
      message: `${to.map(roleText).join(', ')} can use new ${open[0]} as soon as they are created (${object.id}): ${open[1]}.`,
      help: 'Call the self-check after each migration; or remove the default privileges from the design and grant explicitly.',
      object: object.id,
    });
  if (changed)
    out.push({
      severity: 'info',
      code: 'privileges/default-for-runner',
      message: `The ${object.id} now apply to the role that runs the baseline, which owns later objects.`,
      object: object.id,
    });
  return out;
}
