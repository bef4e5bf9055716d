/**
 * From the privileges on an object to others: only what differs is granted and revoked.
 * https://www.postgresql.org/docs/current/sql-grant.html
 */
import { type GrantStmt, nodeOf } from '../../grammar.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { shapeOf } from '../../kinds/base/altered.js';
import type { GuardTarget } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import { grant, grantorOf, privilegeGuard } from '../../kinds/security/grant.js';
import { rolesOf } from '../../kinds/security/defaultPrivileges.js';
import { Acl, type Given, impliedOwner, type On } from './acl.js';
import { type Change, changes } from './changes.js';

export interface PrivilegeOptions {
  readonly target: GuardTarget;
  /** The migration creates the object, which has PostgreSQL's default privileges then. */
  readonly created: boolean;
  /** The owners, where they are known; otherwise the headings or the REVOKEs tell. */
  readonly owner?: { readonly before?: string; readonly after?: string };
}

/**
 * @param before the grants on one object, in the dump's order
 * @param after likewise
 */
export function privilegeSteps(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  { target, created, owner }: PrivilegeOptions,
): Step[] {
  const [first] = [...after, ...before];
  if (!first) return [];
  const stmt = nodeOf(first.statement, 'GrantStmt');
  // A GRANT on several objects, or on all of a schema, says nothing about one of them alone.
  if (![...before, ...after].every((one) => isOn(one, stmt)))
    return after.map((one) => grant.guard(one, target));
  const on = { type: stmt.objtype, text: targetText(first.sql), version: target.version, adds: false };
  const sides = [created ? [] : before, after].map((all) => all.map(given));
  const [old, wanted] = [owner?.before ?? ownerIn(before), owner?.after ?? ownerIn(after)];
  const known = wanted ?? old ?? impliedOwner(sides[1]!) ?? impliedOwner(sides[0]!);
  // ALTER … OWNER TO hands over the old owner's privileges, which come to those that the new one had.
  const was = aclOf(sides[0]!, on, new Set([known, old]));
  const is = aclOf(sides[1]!, on, new Set([known]));
  const found = changes(was, is, on, known);
  return found.map((change) => guarded(change, first.statement, target));
}

function aclOf(all: readonly Given[], on: On, owners: ReadonlySet<string | undefined>): Acl {
  const acl = new Acl(on);
  for (const one of all) acl.run(one, on, (role) => owners.has(role));
  return acl;
}

const isOn = ({ statement }: SchemaObject, { objects, objtype }: GrantStmt): boolean => {
  const stmt = nodeOf(statement, 'GrantStmt');
  const isOne = stmt.targtype === 'ACL_TARGET_OBJECT' && stmt.objects?.length === 1;
  return isOne && stmt.objtype === objtype && shapeOf(stmt.objects) === shapeOf(objects);
};

const given = ({ statement }: SchemaObject): Given => ({
  stmt: nodeOf(statement, 'GrantStmt'),
  grantor: grantorOf(statement),
});

const ownerIn = (all: readonly SchemaObject[]): string | undefined =>
  all.find(({ statement }) => statement.raw.heading?.owner)?.statement.raw.heading?.owner || undefined;

/** `ON TABLE core.visits`: between the privileges and the grantees. */
function targetText(sql: string): string {
  let depth = 0;
  let from: number | undefined;
  for (const token of tokens(sql)) {
    const word = keyword(sql, token);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && word === 'ON') from ??= token.start;
    else if (depth === 0 && from !== undefined && (word === 'TO' || word === 'FROM'))
      return sql.slice(from, token.start).trim();
  }
  return '';
}

/** As the grantor, if the roles exist. */
function guarded(
  { sql, role, grantor }: Change,
  like: Statement,
  target: GuardTarget,
  roles = role === undefined ? [] : [role],
): Step {
  const { authorization: _, ...session } = like.session;
  const raw = { ...like.raw, heading: undefined };
  const statement: Statement = { ...like, raw, session: { ...session, authorization: grantor } };
  return privilegeGuard({ sql, statement }, roles, target);
}

/** From the default privileges of a database to others, for each role, schema and kind of object. */
export function defaultPrivilegeSteps(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  target: GuardTarget,
): Step[] {
  const names = new Set([...before, ...after].map(({ name }) => name.name));
  return [...names].flatMap((name) => {
    const [old, wanted] = [before, after].map((all) => all.filter((one) => one.name.name === name));
    return ofOne(old!, wanted!, target);
  });
}

function ofOne(before: readonly SchemaObject[], after: readonly SchemaObject[], target: GuardTarget): Step[] {
  const first = [...after, ...before][0]!;
  const { action, options = [] } = nodeOf(first.statement, 'AlterDefaultPrivilegesStmt');
  const roles = rolesOf(first);
  const adds = options.some((one) => 'DefElem' in one && one.DefElem.defname === 'schemas');
  const on: On = { type: action?.objtype, text: targetText(first.sql), version: target.version, adds };
  const owner = roles.length === 1 ? roles[0] : undefined;
  const [was, is] = [before, after].map((all) => {
    const actions = all.map(({ statement }) => nodeOf(statement, 'AlterDefaultPrivilegesStmt').action!);
    return aclOf(
      actions.map((stmt) => ({ stmt, grantor: undefined })),
      on,
      new Set([owner]),
    );
  });
  const head = headText(first.sql);
  return changes(was!, is!, on, owner).map((change) => {
    const sql = `${head} ${change.sql}`;
    const named = [...roles, ...(change.role === undefined ? [] : [change.role])];
    return guarded({ ...change, sql }, first.statement, target, named);
  });
}

/** `ALTER DEFAULT PRIVILEGES FOR ROLE x IN SCHEMA core`, up to GRANT or REVOKE. */
function headText(sql: string): string {
  const action = tokens(sql).find((token) => ['GRANT', 'REVOKE'].includes(keyword(sql, token)));
  return sql.slice(0, action!.start).trim();
}
