/**
 * Default privileges of the database give new objects more than the design: what a migration creates starts without them.
 * https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html
 */
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { type GrantStmt, type Node, nodeOf, type ObjectType } from '../../grammar.js';
import type { GuardTarget } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import { isAnyTable, isAnyView, isRoutine, isType } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import { haveRoles, roleNames } from '../../kinds/security/grant.js';

/** What default privileges name the object, and what REVOKE does. */
function classOf(object: SchemaObject): readonly [ObjectType, noun: string] | undefined {
  if (isAnyTable(object) || isAnyView(object)) return ['OBJECT_TABLE', 'TABLE'];
  if (object.kind === KIND.sequence) return ['OBJECT_SEQUENCE', 'SEQUENCE'];
  if (object.kind === KIND.procedure) return ['OBJECT_FUNCTION', 'PROCEDURE'];
  if (isRoutine(object)) return ['OBJECT_FUNCTION', 'FUNCTION'];
  if (isType(object)) return ['OBJECT_TYPE', 'TYPE'];
  return object.kind === KIND.schema ? ['OBJECT_SCHEMA', 'SCHEMA'] : undefined;
}

/** Privileges by name; undefined: all. */
const namesOf = ({ privileges }: GrantStmt): readonly string[] | undefined =>
  privileges?.flatMap((one) => ('AccessPriv' in one ? [one.AccessPriv.priv_name ?? ''] : []));

const schemasOf = (options: readonly Node[] = []): readonly string[] =>
  options.flatMap((one) =>
    'DefElem' in one && one.DefElem.defname === 'schemas' && one.DefElem.arg && 'List' in one.DefElem.arg
      ? (one.DefElem.arg.List.items ?? []).flatMap((name) =>
          'String' in name ? [name.String.sval ?? ''] : [],
        )
      : [],
  );

/**
 * @param defaults the default privileges of the old schema
 * @param wanted the grants of the new schema on the object
 */
export function withoutDefaults(
  object: SchemaObject,
  defaults: readonly SchemaObject[],
  wanted: readonly SchemaObject[],
  target: GuardTarget,
): Step[] {
  const found = classOf(object);
  if (!found) return [];
  const [type, noun] = found;
  const given = new Set<string>();
  for (const { statement } of defaults) {
    const { action, options } = nodeOf(statement, 'AlterDefaultPrivilegesStmt');
    const schemas = schemasOf(options);
    const isAbout = schemas.length === 0 || schemas.includes(object.name.schema ?? '');
    if (!action?.is_grant || action.objtype !== type || !isAbout) continue;
    for (const role of roleNames(action.grantees))
      if (!isWanted(role, namesOf(action), wanted)) given.add(role);
  }
  return [...given].map((role) => ({
    sql: `REVOKE ALL ON ${noun} ${object.identity} FROM ${quoteIdentifier(role)}`,
    ...(target.roles === 'expect' ? {} : { when: haveRoles([role]) }),
  }));
}

/** True where the design grants the role all of these anyway. */
function isWanted(
  role: string,
  privileges: readonly string[] | undefined,
  wanted: readonly SchemaObject[],
): boolean {
  const its = wanted
    .map(({ statement }) => nodeOf(statement, 'GrantStmt'))
    .filter(({ is_grant, grantees }) => is_grant && roleNames(grantees).includes(role))
    .map(namesOf);
  if (its.includes(undefined)) return true;
  const all = new Set(its.flatMap((one) => one ?? []));
  return privileges !== undefined && privileges.every((one) => all.has(one));
}
