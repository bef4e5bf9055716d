/**
 * Owner roles belong to the design, not to the application, and keep their privileges. Reports those that bypass
 * row-level security: with `owners: strip`, owner roles are ordinary roles.
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import { type Key, key } from '../../catalog/object.js';
import type { Known } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { ownerOf } from '../../kinds/security/owner.js';
import type { Settings } from '../../settings/settings.js';
import { type Grants, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { pasted } from '../../facts/names/patterns.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { ownRoles } from '../../facts/privileges/roles.js';
import { managedSchemas } from '../classification/managedSchemas.js';

interface Open {
  readonly target: Key;
  readonly relation: string;
  readonly attack: string;
  readonly privilege: string;
  readonly why: string;
  /** Other tables that the privilege is needed on too. */
  readonly also?: readonly Key[];
  /** A schema that the role needs USAGE on; undefined for CREATE on a schema. */
  readonly schema?: string;
}

const schemaKey = (name: string): Key => key('schema', { schema: undefined, name });

function openings(catalog: Catalog): Open[] {
  const all = [...catalog.tenancy!.tables.values()].filter(({ form }) => form !== 'foreign');
  const tables = all.filter(({ class: verdict }) => verdict !== 'reference');
  const below = truncatedWith(catalog);
  const shared = all.flatMap(({ class: verdict, name }) => {
    const also = verdict === 'reference' ? below(relationKey(name)) : [];
    const ofTenants = tables.find((table) => also.includes(relationKey(table.name)));
    return ofTenants ? [{ name, also, ofTenants: ofTenants.name }] : [];
  });
  return [
    ...managedSchemas(catalog).map((schema) => ({
      target: schemaKey(schema),
      relation: quoteName({ schema: undefined, name: schema }),
      attack: 'create',
      privilege: 'CREATE',
      why: 'routines that run with their owner’s rights would find its objects by name',
    })),
    ...tables.map(({ name }) => ({
      target: relationKey(name),
      relation: pasted(name),
      attack: 'truncate',
      privilege: 'TRUNCATE',
      schema: name.schema ?? 'public',
      why: 'no policy restricts it',
    })),
    ...shared.map(({ name, also, ofTenants }) => ({
      target: relationKey(name),
      relation: pasted(name),
      attack: 'truncate',
      privilege: 'TRUNCATE',
      also,
      schema: name.schema ?? 'public',
      why: `with CASCADE it also empties ${pasted(ofTenants)}, and no policy restricts that`,
    })),
  ];
}

/**
 * The tables that TRUNCATE … CASCADE of a table also empties: its referencing tables, transitively.
 * https://www.postgresql.org/docs/current/sql-truncate.html
 */
function truncatedWith(catalog: Catalog): (table: Key) => readonly Key[] {
  const referring = new Map<Key, Set<Key>>();
  for (const { name, foreignKeys } of relationsOf(catalog).values())
    for (const { to } of foreignKeys)
      referring.set(relationKey(to), (referring.get(relationKey(to)) ?? new Set()).add(relationKey(name)));
  return (table) => {
    const found = new Set(referring.get(table));
    for (const one of found) for (const more of referring.get(one) ?? []) found.add(more);
    found.delete(table);
    return [...found];
  };
}

/** The role's own objects are no leak, if owners are kept. */
function owned({ objects }: Catalog): ReadonlyMap<Key, string> {
  return new Map(
    objects
      .filter(({ kind }) => kind === KIND.owner)
      .flatMap(({ needs, statement }) => {
        const keys = needs.flatMap((need) => need.keys);
        // Objects in a schema need the schema too.
        const [target = keys[0]] = keys.filter((one) => !one.startsWith('schema\0'));
        return target === undefined ? [] : [[target, ownerOf(statement) ?? ''] as const];
      }),
  );
}

const standing = (role: string, { objectOwners, platforms }: Grants): string => {
  if (objectOwners.has(role)) return 'owns objects of the dump';
  return platforms.has(role) ? 'is a role of the platform' : 'creates objects of the dump';
};

export function knownOfOwners(catalog: Catalog, grants: Grants, settings: Settings): Known[] {
  const owner = settings.owners === 'keep' ? owned(catalog) : new Map<Key, string>();
  const configured = new Set([PUBLIC, ...ownRoles(settings)]);
  const roles = [...grants.owners, ...grants.applicationRoles]
    .filter((role) => role !== '' && !configured.has(role))
    .toSorted();
  return openings(catalog).flatMap(({ target, relation, attack, privilege, why, also = [], schema }) => {
    const holdersOf = (of: Key): ReadonlySet<string> =>
      new Set(grants.on(of).flatMap((held) => (held.privilege === privilege ? [held.role] : [])));
    const holders = holdersOf(target);
    const alsoHeld = also.map((one) => ({ holders: holdersOf(one), owner: owner.get(one) }));
    return [...new Set(roles)].flatMap((role): Known[] => {
      const acts = [...grants.actsAs(role)];
      const enters = (name: string): boolean =>
        grants.may(role, 'USAGE', schemaKey(name)) || acts.includes(owner.get(schemaKey(name)) ?? '');
      if (schema !== undefined && !enters(schema)) return [];
      const reaches = alsoHeld.every((one) =>
        acts.some((name) => (one.holders.has(name) && grants.owners.has(name)) || one.owner === name),
      );
      if (!reaches) return [];
      const through = acts.find(
        (one) => (holders.has(one) && grants.owners.has(one)) || owner.get(target) === one,
      );
      if (through === undefined || owner.get(target) === role) return [];
      const member = through === role ? '' : ` (${roleText(role)} is a member)`;
      return [
        {
          relation,
          attack,
          name: role,
          why: `${roleText(through)}${member} ${standing(through, grants)}, so it keeps ${privilege}: ${why}`,
        },
      ];
    });
  });
}
