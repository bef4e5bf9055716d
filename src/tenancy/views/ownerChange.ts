/**
 * Objects that get another owner than whoever runs the file: who hands an object over has to be a member of the new owner.
 * https://www.postgresql.org/docs/current/sql-alterview.html
 */
import { type Catalog, dropWhere } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { madeObjects } from '../../kinds/made.js';
import { ownerOf } from '../../kinds/owner.js';
import { madeOwnerChange, newOwner, ownerChangeText } from '../../kinds/ownerChange.js';
import { madeRole } from '../../kinds/role.js';
import type { Settings } from '../../settings.js';
import { ownRoles, type RoleSettings } from '../privileges/roles.js';

/** ALTER … OWNER TO by schema, a block for each. */
export const ownerChanges = (
  role: string,
  texts: ReadonlyMap<string, readonly string[]>,
  tabWidth: number,
): SchemaObject[] =>
  [...texts].map(([schema, changes]) =>
    madeOwnerChange(ownerChangeText(schema, role, changes, ' '.repeat(tabWidth))),
  );

/** The role itself, where the file may make it, and the membership of whoever runs it. */
export function ownerRole(
  role: string,
  attributes: string | undefined,
  settings: Pick<Settings, 'roles' | 'superuser'>,
): SchemaObject[] {
  const name = quoteIdentifier(role);
  const made =
    settings.roles === 'create' && attributes !== undefined
      ? [madeRole(role, `CREATE ROLE ${name} ${attributes}`)]
      : [];
  // The administrator's file grants the role to the owner of the database.
  const member = settings.superuser === 'separate' ? [] : madeObjects([`GRANT ${name} TO CURRENT_USER`]);
  return [...made, ...member];
}

/** What an earlier conversion made for these roles goes: it is made anew. */
export function withoutOwnerChanges(catalog: Catalog, wanted: readonly (string | undefined)[]): Catalog {
  const roles = wanted.filter((role) => role !== undefined);
  return dropWhere(catalog, (object) => {
    const owner = object.kind === 'owner' ? ownerOf(object.statement) : newOwner(object);
    return owner !== undefined && roles.includes(owner) ? 'made anew' : undefined;
  });
}

/** A role that has to be there before the file runs, where the file may not make it. */
export interface PreparedRole {
  readonly role: string;
  /** It refreshes materialized views, so it has to read what policies would keep from it. */
  readonly bypassesPolicies: boolean;
  /** Schemas with objects that it will own; for the change, whoever runs the file has to be its member. */
  readonly schemas: readonly string[];
}

/** The roles that get objects of the file, for whoever prepares the server: each made, and granted to who runs the file. */
export const viewOwnerPreparation = ({ objects }: Catalog, settings: RoleSettings): PreparedRole[] =>
  ownRoles(settings).flatMap((role) => {
    const schemas = objects
      .filter((object) => object.kind === 'ownerChange' && newOwner(object) === role)
      .flatMap(({ name }) => name.schema ?? []);
    const bypassesPolicies = role === settings.materializedViewOwner;
    return schemas.length === 0 ? [] : [{ role, bypassesPolicies, schemas }];
  });
