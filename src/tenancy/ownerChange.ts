/**
 * Objects that get another owner than whoever runs the file. Who hands an object over has to be a member of the new owner, and
 * the new owner may create in the schema at that moment, not longer.
 * https://www.postgresql.org/docs/current/sql-alterview.html
 */
import { type Catalog, dropWhere } from '../catalog/catalog.js';
import { quoteIdentifier } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import type { GrantStmt } from '../grammar.js';
import { roleNames } from '../kinds/grant.js';
import { madeObjects } from '../kinds/made.js';
import { ownerOf } from '../kinds/owner.js';
import { madeRole } from '../kinds/role.js';
import type { Settings } from '../settings.js';
import { ownRoles, type RoleSettings } from './roles.js';

type Shape = readonly [text: string, step: number];

/** ALTER … OWNER TO by schema, each between a GRANT and a REVOKE of CREATE. */
export function ownerChanges(role: string, texts: ReadonlyMap<string, readonly string[]>): SchemaObject[] {
  const to = quoteIdentifier(role);
  return [...texts].flatMap(([schema, changes]) => {
    const on = quoteIdentifier(schema);
    const steps: Shape[] = [
      [`GRANT CREATE ON SCHEMA ${on} TO ${to}`, 0],
      ...changes.map((text): Shape => [text, 1]),
      [`REVOKE CREATE ON SCHEMA ${on} FROM ${to}`, 2],
    ];
    return madeObjects(steps.map(([text]) => text)).map((object, at): SchemaObject => {
      const step = steps[at]![1];
      return {
        ...object,
        id: step === 1 ? object.id : `${step === 0 ? 'CREATE' : 'no CREATE'} on schema ${on} for ${to}`,
        name: { schema, name: object.name.name },
        section: 'Owners',
        group: 'owners',
        order: `${role}\0${step}\0${object.sql}`,
        rank: 0,
      };
    });
  });
}

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

/** What an earlier conversion made for these roles goes: it is made anew, in its place. */
export const withoutOwnerChanges = (catalog: Catalog, wanted: readonly (string | undefined)[]): Catalog =>
  dropWhere(catalog, ({ kind, statement }) => {
    const roles = wanted.filter((role) => role !== undefined);
    if (kind === 'owner' && roles.includes(ownerOf(statement) ?? '')) return 'made anew';
    if (kind !== 'grant') return undefined;
    const { objtype, grantees, privileges = [] } = statement.tree!.node as GrantStmt;
    const named = roleNames(grantees);
    const creates = privileges.every((p) => 'AccessPriv' in p && p.AccessPriv.priv_name === 'create');
    const ours = named.length > 0 && named.every((role) => roles.includes(role));
    return objtype === 'OBJECT_SCHEMA' && ours && privileges.length > 0 && creates ? 'made anew' : undefined;
  });

/** A role that has to be there before the file runs, where the file may not make it. */
export interface PreparedRole {
  readonly role: string;
  /** It refreshes materialized views, so it has to read what policies would keep from it. */
  readonly bypassesPolicies: boolean;
  /** ALTER … OWNER TO, for which whoever runs the file has to be its member. */
  readonly owns: readonly string[];
}

/** The roles that get objects of the file, for whoever prepares the server: each made, and granted to who runs the file. */
export const viewOwnerPreparation = ({ objects }: Catalog, settings: RoleSettings): PreparedRole[] =>
  ownRoles(settings).flatMap((role) => {
    const owns = objects.filter(({ kind, statement }) => kind === 'owner' && ownerOf(statement) === role);
    const bypassesPolicies = role === settings.materializedViewOwner;
    return owns.length === 0 ? [] : [{ role, bypassesPolicies, owns: owns.map(({ sql }) => sql) }];
  });
