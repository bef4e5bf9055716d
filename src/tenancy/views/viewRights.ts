/**
 * Whose rights a view over tenants' rows gets: its reader's, if every reader may read its relations directly; otherwise
 * those of a role that policies restrict.
 * https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-NOTES
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import {
  type AuthorsPolicy,
  authorsSecurity,
  type AuthorsSecurity,
  isFor,
} from '../../facts/policies/authorsSecurity.js';
import { type Grants, roleText } from '../../facts/privileges/grants.js';
import { type Read, readsOf } from '../../facts/queries/reads.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { relationKeys, type View, viewsOf } from '../../facts/views/views.js';
import { appliesTo, letsIn } from '../../facts/policies/policyRoles.js';

/** The first version with security_invoker. */
const INVOKER = 15;

/**
 * - `none`: it shows no rows of tenants
 * - `kept`: the dump sets security_invoker
 * - `invoker`: it gets security_invoker
 * - `owner`: it gets the view owner
 */
export type Rights = 'none' | 'kept' | 'invoker' | 'owner';

export interface Decision {
  readonly view: View;
  readonly rights: Rights;
  readonly why: string;
  /** Roles that read it, directly or through other views. */
  readonly readers: readonly string[];
  /** Roles that write through it, by command. */
  readonly writers: ReadonlyMap<string, readonly string[]>;
}

export interface Surroundings {
  readonly catalog: Catalog;
  readonly grants: Grants;
  readonly views: ReadonlyMap<Key, View>;
  readonly securityOf: (key: Key) => AuthorsSecurity;
  /** The relations that a policy reads. */
  readonly askedBy: (policy: AuthorsPolicy) => readonly Read[];
}

export function surroundingsOf(catalog: Catalog, grants: Grants): Surroundings {
  const relations = relationsOf(catalog);
  const known = relationKeys(catalog);
  const security = authorsSecurity(catalog);
  return {
    catalog,
    grants,
    views: viewsOf(catalog),
    securityOf: (one) => {
      const [, schema, name] = one.split('\0');
      return security({ schema: schema === '' ? undefined : schema, name: name! });
    },
    askedBy: ({ node, object }) => readsOf([node.qual], object.statement, relations, known),
  };
}

export const WRITES = ['INSERT', 'UPDATE', 'DELETE'] as const;

/** Why the role may not read it; undefined if it may. */
function mayRead(role: string, read: Read, { grants, catalog, views }: Surroundings): string | undefined {
  const shown = quoteName(read.name);
  const view = views.get(read.key);
  if (view?.materialized && view.ofTenants) return `${shown} is closed to the application`;
  const table = catalog.tenancy?.tables.get(read.key);
  if (table?.form === 'foreign' && table.class !== 'reference')
    return `${shown} is closed to the application`;
  if (!view && !table && !catalog.tenancy?.unmanaged?.has(read.key)) return undefined;
  if (grants.may(role, 'SELECT', read.key)) return undefined;
  const columns = read.columns === 'all' ? [''] : [...read.columns];
  const missing = columns.filter((column) => !grants.may(role, 'SELECT', read.key, column));
  if (columns.length > 0 && missing.length === 0) return undefined;
  return `${roleText(role)} may not read ${read.columns === 'all' || missing.length === columns.length ? shown : `${shown}.${missing[0]}`}`;
}

/** Why the role would lose rows of the view; undefined if it would not. */
function obstacle(role: string, view: View, around: Surroundings): string | undefined {
  const { grants, catalog } = around;
  for (const read of view.reads) {
    const missing = mayRead(role, read, around);
    if (missing !== undefined) return missing;
    // Partitions are closed to all roles, also to the view owner.
    if (catalog.tenancy?.tables.get(read.key)?.partitionOf) continue;
    const security = around.securityOf(read.key);
    if (!letsIn(security, role, 'select', grants))
      return `no policy of ${quoteName(read.name)} lets ${roleText(role)} read it`;
    for (const policy of security.enabled ? security.policies : []) {
      if (!isFor(policy, 'select') || !appliesTo(policy, role, grants)) continue;
      const asked = around.askedBy(policy).map((one) => mayRead(role, one, around));
      const closed = asked.find((one) => one !== undefined);
      if (closed !== undefined) return `${closed}, which the policy ${policy.name} reads`;
    }
  }
  return undefined;
}

export function decideViews(around: Surroundings): Decision[] {
  const { grants, views, catalog } = around;
  const above = new Map<Key, View[]>();
  for (const view of views.values())
    for (const read of view.reads) above.set(read.key, [...(above.get(read.key) ?? []), view]);
  const holders = (privilege: string, on: Key, through: (view: View) => boolean): string[] => {
    const roles = new Set<string>();
    const seen = new Set<Key>();
    const visit = (one: Key): void => {
      if (seen.has(one)) return;
      seen.add(one);
      for (const held of grants.on(one))
        if (held.privilege === privilege && !grants.objectOwners.has(held.role)) roles.add(held.role);
      for (const view of above.get(one) ?? []) if (through(view)) visit(view.key);
    };
    visit(on);
    return [...roles].filter((role) => role !== '').toSorted();
  };
  return [...views.values()]
    .filter(({ materialized }) => !materialized)
    .map((view): Decision => {
      const readers = holders('SELECT', view.key, () => true);
      const writers = new Map(
        WRITES.map((privilege) => [
          privilege,
          view.writesInto ? holders(privilege, view.key, (one) => one.writesInto?.key === view.key) : [],
        ]),
      );
      const decided = (rights: Rights, why: string): Decision => ({ view, rights, why, readers, writers });
      if (!view.ofTenants) return decided('none', 'it shows no rows of tenants');
      if (view.invoker) return decided('kept', 'the dump sets security_invoker');
      if (catalog.target.version < INVOKER)
        return decided('owner', `PostgreSQL ${catalog.target.version} has no security_invoker`);
      for (const role of readers) {
        const why = obstacle(role, view, around);
        if (why !== undefined) return decided('owner', why);
      }
      for (const [privilege, roles] of writers)
        for (const role of roles)
          if (!grants.may(role, privilege, view.writesInto!.key))
            return decided(
              'owner',
              `${roleText(role)} has ${privilege} on it, but not on ${quoteName(view.writesInto!.name)}`,
            );
      const told = readers.map(roleText).join(', ');
      return decided(
        'invoker',
        readers.length === 0 ? 'only its owner may read it' : `${told} may read what it reads`,
      );
    });
}
