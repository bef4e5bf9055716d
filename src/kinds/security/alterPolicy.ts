/**
 * ALTER POLICY x ON core.visits TO hims_app USING (…): changes roles and expressions, but removes none, and not the command.
 * https://www.postgresql.org/docs/current/sql-alterpolicy.html
 */
import { type CreatePolicyStmt, nodeOf } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { existing, sameBut, shapeOf } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { type GuardTarget, unless } from '../base/kind.js';
import type { Alteration } from '../base/verbs.js';
import { haveRoles, roleNames } from './grant.js';

const stmtOf = (statement: Statement): CreatePolicyStmt => nodeOf(statement, 'CreatePolicyStmt');

export const policyTable = (statement: Statement): Name =>
  placed(relationName(stmtOf(statement).table), statement);

const COMMANDS: Readonly<Record<string, string>> = { select: 'r', insert: 'a', update: 'w', delete: 'd' };

/** The texts in the parentheses of USING and WITH CHECK. */
function expressionsOf(sql: string): { using?: string; check?: string } {
  const found: { using?: string; check?: string } = {};
  const all = tokens(sql);
  let depth = 0;
  let open: { what: 'using' | 'check'; from: number } | undefined;
  for (const [at, token] of all.entries()) {
    const word = keyword(sql, token);
    if (word === '(' && depth++ === 0) {
      const before = keyword(sql, all[at - 1]);
      if (before === 'USING' || before === 'CHECK')
        open = { what: before === 'USING' ? 'using' : 'check', from: token.end };
    } else if (word === ')' && --depth === 0 && open) {
      found[open.what] = sql.slice(open.from, token.start).trim();
      open = undefined;
    }
  }
  return found;
}

/** The names of polroles as written; undefined for roles that only a session knows. */
function rolesOf({ roles = [] }: CreatePolicyStmt): string[] | undefined {
  const isPublic = roles.some((one) => 'RoleSpec' in one && one.RoleSpec.roletype === 'ROLESPEC_PUBLIC');
  if (isPublic || roles.length === 0) return [''];
  const named = [...new Set(roleNames(roles))];
  return named.length === new Set(roles.map((one) => shapeOf(one))).size ? named : undefined;
}

/** The policy as it is defined here, in pg_policy. */
export function policyRow({ sql, statement, name }: SchemaObject): string[] {
  const stmt = stmtOf(statement);
  const { using, check } = expressionsOf(sql);
  const roles = rolesOf(stmt);
  const expression = (column: string, text: string | undefined): string =>
    text === undefined ? `${column} IS NULL` : isWritten(`pg_get_expr(${column}, polrelid)`, text);
  // PUBLIC has the oid 0 and no name.
  const names = `ARRAY(SELECT coalesce(rolname, '') FROM unnest(polroles) AS r LEFT JOIN pg_roles p ON p.oid = r ORDER BY 1)`;
  return [
    `polrelid = ${existing(policyTable(statement))}`,
    `polname = ${quoteLiteral(name.name)}`,
    `polcmd = ${quoteLiteral(COMMANDS[stmt.cmd_name ?? ''] ?? '*')}`,
    stmt.permissive ? 'polpermissive' : 'NOT polpermissive',
    roles ? `${names} = ARRAY[${roles.toSorted().map(quoteLiteral).join(', ')}]::name[]` : 'false',
    expression('polqual', using),
    expression('polwithcheck', check),
  ];
}

/** Undefined if it needs more than ALTER POLICY can do. */
export function alterPolicy(
  before: SchemaObject,
  after: SchemaObject,
  target: GuardTarget,
): Alteration | undefined {
  const [old, wanted] = [stmtOf(before.statement), stmtOf(after.statement)];
  const isGone = (field: 'qual' | 'with_check'): boolean => Boolean(old[field]) && !wanted[field];
  if (!sameBut(old, wanted, 'roles', 'qual', 'with_check') || isGone('qual') || isGone('with_check'))
    return undefined;
  const roles = rolesOf(wanted);
  if (!roles) return undefined;
  const { using, check } = expressionsOf(after.sql);
  const to = roles.map((role) => (role === '' ? 'PUBLIC' : quoteIdentifier(role))).join(', ');
  const parts = [
    ...(shapeOf(rolesOf(old)?.toSorted()) === shapeOf(roles.toSorted()) ? [] : [`TO ${to}`]),
    ...(using === undefined || shapeOf(old.qual) === shapeOf(wanted.qual) ? [] : [`USING (${using})`]),
    ...(check === undefined || shapeOf(old.with_check) === shapeOf(wanted.with_check)
      ? []
      : [`WITH CHECK (${check})`]),
  ];
  if (parts.length === 0) return { steps: [] };
  const named = roles.filter((role) => role !== '');
  const missing = unless('pg_policy', ...policyRow(after));
  const when = target.roles === 'skip' && named.length > 0 ? { ...missing, and: haveRoles(named) } : missing;
  const sql = `ALTER POLICY ${quoteIdentifier(after.name.name)} ON ${quoteName(policyTable(after.statement))} ${parts.join(' ')}`;
  return { steps: [{ sql, when }] };
}
