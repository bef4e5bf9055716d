/**
 * Privileges on relations, schemas and routines after all GRANTs and REVOKEs of the dump.
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, strings } from '../../catalog/names.js';
import { factOf } from '../../catalog/facts.js';
import { groupedBy } from '../../catalog/grouped.js';
import { type Key, key, type SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';
import { isRelation, isRoutine } from '../../kinds/is.js';
import { targetOf } from '../../kinds/base/target.js';
import { platformRoles } from '../platforms/fingerprints.js';
import { granteesOf, privilegesOf, PUBLIC } from './grantStatement.js';
import { applicationRoles, creatorsOf, membershipsOf, ownersOf, type RoleSettings } from './roles.js';
import { signatureOf } from '../routines/routineIdentity.js';
import { nodeOf } from '../../grammar.js';

export { PUBLIC } from './grantStatement.js';

/** SQL for GRANT and REVOKE. */
export const roleText = (role: string): string => (role === PUBLIC ? 'PUBLIC' : quoteIdentifier(role));

export interface Held {
  readonly role: string;
  readonly privilege: string;
  readonly target: Key;
  readonly name: Name;
  /** For a privilege on one column. */
  readonly column: string | undefined;
  readonly withGrantOption: boolean;
  /** The GRANT; undefined for PostgreSQL's default privileges. */
  readonly object: SchemaObject | undefined;
}

export interface Grants {
  readonly held: readonly Held[];
  readonly applicationRoles: readonly string[];
  /** Roles that own the dump's objects or create them. */
  readonly owners: ReadonlySet<string>;
  /** Of these, the roles that a platform uses to serve all tenants. */
  readonly platforms: ReadonlySet<string>;
  /** Of these, the roles that own objects. */
  readonly objectOwners: ReadonlySet<string>;
  /** Privileges on the whole object or on its columns. */
  on(target: Key): readonly Held[];
  /** The role itself, the roles that it is a member of, and PUBLIC. */
  actsAs(role: string): ReadonlySet<string>;
  /** On the whole object; with a column, on that or the whole. */
  may(role: string, privilege: string, target: Key, column?: string): boolean;
}

/** https://www.postgresql.org/docs/current/predefined-roles.html */
const PREDEFINED: ReadonlyMap<string, readonly string[]> = new Map([
  ['pg_read_all_data', ['SELECT', 'USAGE']],
  ['pg_write_all_data', ['INSERT', 'UPDATE', 'DELETE', 'USAGE']],
]);

interface Target {
  readonly key: Key;
  readonly name: Name;
}

/** The objects that one GRANT names, or all of its schema. */
function targetsOf({ statement }: SchemaObject, objects: readonly SchemaObject[]): Target[] {
  const { objtype, objects: named = [], targtype } = nodeOf(statement, 'GrantStmt');
  if (targtype === 'ACL_TARGET_OBJECT')
    return named.flatMap((node) => targetOf(objtype, node, statement) ?? []);
  if (targtype !== 'ACL_TARGET_ALL_IN_SCHEMA') return [];
  const schemas = strings(named);
  const within = objects.filter(({ name }) => schemas.includes(name.schema ?? ''));
  if (objtype === 'OBJECT_TABLE')
    return within.filter(isRelation).map(({ name }) => ({ key: key('relation', name), name }));
  return within
    .filter((object) => isRoutine(object) && objtype !== 'OBJECT_SEQUENCE')
    .flatMap((object) => {
      const signature = signatureOf(object);
      return signature === undefined ? [] : [{ key: signature, name: object.name }];
    });
}

/** Depends on names too: GRANT … ON ALL IN SCHEMA uses schemas. */
const heldBefore = (version: number): ((objects: readonly SchemaObject[]) => readonly Held[]) => {
  const known =
    heldBy.get(version) ??
    factOf(
      (object) =>
        object.kind === KIND.grant || isRoutine(object)
          ? object
          : isRelation(object)
            ? object.name
            : undefined,
      (objects) => held(objects, version),
    );
  heldBy.set(version, known);
  return known;
};
const heldBy = new Map<number, (objects: readonly SchemaObject[]) => readonly Held[]>();

function held(objects: readonly SchemaObject[], version: number): Held[] {
  const all: Held[] = [];
  const byTarget = new Map<Key, Held[]>();
  const gone = new Set<Held>();
  const give = (one: Held): void => {
    all.push(one);
    const there = byTarget.get(one.target);
    if (there) there.push(one);
    else byTarget.set(one.target, [one]);
  };
  /** REVOKE on a table also revokes privileges on its columns. */
  const revoke = ({
    role,
    privilege,
    target,
    column,
  }: Omit<Held, 'name' | 'withGrantOption' | 'object'>): void => {
    for (const one of byTarget.get(target) ?? []) {
      const same = one.role === role && one.privilege === privilege;
      if (same && (column === undefined || one.column === column)) gone.add(one);
    }
  };
  for (const object of objects)
    if (isRoutine(object))
      give({
        role: PUBLIC,
        privilege: 'EXECUTE',
        target: signatureOf(object) ?? '',
        name: object.name,
        column: undefined,
        withGrantOption: false,
        object: undefined,
      });
  for (const object of objects) {
    if (object.kind !== KIND.grant) continue;
    const stmt = nodeOf(object.statement, 'GrantStmt');
    for (const { key: target, name } of targetsOf(object, objects))
      for (const role of granteesOf(stmt.grantees))
        for (const { privilege, column } of privilegesOf(stmt, version)) {
          const withGrantOption = stmt.grant_option ?? false;
          if (stmt.is_grant) give({ role, privilege, target, name, column, withGrantOption, object });
          else if (!withGrantOption) revoke({ role, privilege, target, column });
        }
  }
  return all.filter((one) => !gone.has(one));
}

export function grantsOf(catalog: Catalog, settings: RoleSettings): Grants {
  const all = heldBefore(catalog.target.version)(catalog.objects);
  const objectOwners = ownersOf(catalog, settings);
  const isPlatforms = platformRoles(catalog);
  const platforms = new Set(
    all
      .map(({ role }) => role)
      .filter((role) => isPlatforms(role) && !settings.applicationRoles.includes(role)),
  );
  const owners = new Set([...objectOwners, ...creatorsOf(catalog, settings), ...platforms]);
  const memberships = membershipsOf(catalog);
  const byTarget = groupedBy(all, ({ target }) => [target]);
  const actsAs = (role: string): Set<string> => {
    const roles = new Set([role, PUBLIC]);
    for (const one of roles) for (const group of memberships.get(one) ?? []) roles.add(group);
    return roles;
  };
  const on = (target: Key): readonly Held[] => byTarget.get(target) ?? [];
  return {
    held: all,
    owners,
    objectOwners,
    platforms,
    applicationRoles: applicationRoles(catalog, owners, settings),
    on,
    actsAs,
    may(role, privilege, target, column) {
      const roles = actsAs(role);
      return (
        [...roles].some((one) => PREDEFINED.get(one)?.includes(privilege)) ||
        on(target).some(
          (one) =>
            one.privilege === privilege &&
            roles.has(one.role) &&
            (one.column === undefined || one.column === column),
        )
      );
    },
  };
}

/** The dump's routines that a call may refer to. */
export const routinesCalled = ({ objects }: Catalog, { schema, name }: Name): readonly SchemaObject[] =>
  (routinesNamed(objects).get(name) ?? []).filter(
    (object) => schema === undefined || object.name.schema === schema,
  );

const routinesNamed: (objects: readonly SchemaObject[]) => ReadonlyMap<string, readonly SchemaObject[]> =
  factOf(
    (object) => (isRoutine(object) ? object : undefined),
    (objects) => groupedBy(objects.filter(isRoutine), ({ name }) => [name.name]),
  );

export const mayExecute = (role: string, routine: SchemaObject, grants: Grants): boolean =>
  grants.may(role, 'EXECUTE', signatureOf(routine) ?? '');
