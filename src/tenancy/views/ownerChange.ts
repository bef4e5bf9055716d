/**
 * Objects whose owner is not the role that runs the file: to change an owner, that role has to be a member of the new
 * one.
 * https://www.postgresql.org/docs/current/sql-alterview.html
 */
import { type Catalog, dropWhere } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { ownerOf } from '../../kinds/security/owner.js';
import { madeOwnerChange, newOwner, ownerChangeText } from '../../kinds/security/ownerChange.js';
import { madeRole } from '../../kinds/security/role.js';
import type { Settings } from '../../settings/settings.js';

/** ALTER … OWNER TO, one block per schema. */
export const ownerChanges = (
  by: string,
  role: string,
  texts: ReadonlyMap<string, readonly string[]>,
  tabWidth: number,
): SchemaObject[] =>
  [...texts].map(([schema, changes]) =>
    madeOwnerChange(ownerChangeText(schema, role, changes, ' '.repeat(tabWidth)), by),
  );

/** The role, if the file may create it, and the membership of the role that runs the file. */
export function ownerRole(
  by: string,
  role: string,
  attributes: string | undefined,
  settings: Pick<Settings, 'roles' | 'superuser'>,
): SchemaObject[] {
  const name = quoteIdentifier(role);
  const made =
    settings.roles === 'create' && attributes !== undefined
      ? [madeRole(role, `CREATE ROLE ${name} ${attributes}`, by)]
      : [];
  // The administrator's file grants the role to the owner of the database.
  const member =
    settings.superuser === 'separate' ? [] : objectsFromSql(by, [`GRANT ${name} TO CURRENT_USER`]);
  return [...made, ...member];
}

/** Drops what an earlier conversion made for these roles, to make it anew. */
export function withoutOwnerChanges(catalog: Catalog, wanted: readonly (string | undefined)[]): Catalog {
  const roles = wanted.filter((role) => role !== undefined);
  return dropWhere(catalog, (object) => {
    const owner = object.kind === KIND.owner ? ownerOf(object.statement) : newOwner(object);
    return owner !== undefined && roles.includes(owner) ? 'made anew' : undefined;
  });
}
