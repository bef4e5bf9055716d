/**
 * Relations with tenants' rows that policies cannot isolate, closed to the application: materialized views, foreign
 * tables.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type Grants, type Held, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import type { View } from '../../facts/views/views.js';
import { nodeOf } from '../../grammar.js';

export interface Closed {
  readonly key: Key;
  readonly name: Name;
  readonly kind: 'materializedView' | 'foreignTable';
  /** The application's privileges on it. */
  readonly held: readonly Held[];
}

const isApplication = (role: string, { applicationRoles }: Grants): boolean =>
  role === PUBLIC || applicationRoles.includes(role);

export function closedRelations(
  { objects, tenancy }: Catalog,
  grants: Grants,
  views: ReadonlyMap<Key, View>,
): Closed[] {
  return objects.flatMap((object): Closed[] => {
    const key = relationKey(object.name);
    const table = tenancy?.tables.get(key);
    const kind =
      object.kind === KIND.materializedView && views.get(key)?.ofTenants
        ? KIND.materializedView
        : object.kind === KIND.foreignTable && table && table.class !== 'reference'
          ? KIND.foreignTable
          : undefined;
    if (kind === undefined) return [];
    const held = grants.on(key).filter(({ role }) => isApplication(role, grants));
    return [{ key, name: object.name, kind, held }];
  });
}

/** GRANTs that only concern closed relations and the application: they are dropped. */
export function closedGrants(closed: readonly Closed[]): Set<SchemaObject> {
  const roles = new Set(closed.flatMap(({ held }) => held.map(({ role }) => role)));
  return new Set(
    closed
      .flatMap(({ held }) => held.flatMap(({ object }) => object ?? []))
      .filter(({ statement }) => {
        const { objects = [], targtype, grantees = [] } = nodeOf(statement, 'GrantStmt');
        const named = grantees.every(
          (n) =>
            'RoleSpec' in n &&
            (n.RoleSpec.roletype === 'ROLESPEC_PUBLIC' || roles.has(n.RoleSpec.rolename ?? '')),
        );
        return targtype === 'ACL_TARGET_OBJECT' && objects.length === 1 && named;
      }),
  );
}

/** Revokes all from every application role: default privileges may have granted more than the dump shows. */
export const closingTexts = ({ name, held }: Closed, { applicationRoles }: Grants): string[] =>
  [...applicationRoles, ...(held.some(({ role }) => role === PUBLIC) ? [PUBLIC] : [])].map(
    (role) =>
      `REVOKE ALL ON TABLE ${quoteName(name)} FROM ${roleText(role)}${held.some((one) => one.role === role && one.withGrantOption) ? ' CASCADE' : ''}`,
  );

export function closedChanges({ name, held, kind }: Closed): Changed[] {
  const roles = [...new Set(held.map(({ role }) => role))];
  return roles.map((role) => ({
    kind: 'privilege',
    name: `${roleText(role)} on table ${quoteName(name)}`,
    what: `${[...new Set(held.filter((one) => one.role === role).map(({ privilege }) => privilege))].join(', ')} revoked`,
    why:
      kind === KIND.foreignTable
        ? 'a foreign table has no row-level security'
        : 'a materialized view has no row-level security, but holds rows of all tenants',
  }));
}
