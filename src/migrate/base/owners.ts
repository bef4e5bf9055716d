/** Who owns what: most objects have one owner, who gets what a migration creates. */
import { quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Step } from '../../kinds/base/verbs.js';
import { KIND } from '../../kinds/registry.js';
import { ownerOf, spelledOwner } from '../../kinds/security/owner.js';
import type { Dependencies } from './dependencies.js';
import { hostOf } from './hosts.js';

const isOwner = ({ kind }: SchemaObject): boolean => kind === KIND.owner;
const roleOf = ({ statement, sql }: SchemaObject): string | undefined =>
  ownerOf(statement) ?? spelledOwner(sql);

type Sides = readonly [before: readonly SchemaObject[], after: readonly SchemaObject[]];

/** `owner of table core.visits`: the same for each way to write it. */
function withIdentity(object: SchemaObject): SchemaObject {
  if (!isOwner(object)) return object;
  const what = /^ALTER\s+([^]*?)\s+OWNER\s+TO\s/i.exec(object.sql)?.[1] ?? object.identity;
  const [, noun = '', name = ''] =
    /^((?:[A-Z]+\s+)*?[A-Z]+)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([^]+)$/i.exec(what) ?? [];
  return { ...object, id: `owner of ${noun.toLowerCase()} ${name}` };
}

/** Without owners where one of the two says nothing of them: that is how it was exported, not a change. */
export function comparableOwners([before, after]: Sides): Sides {
  if (before.some(isOwner) && after.some(isOwner)) return [before.map(withIdentity), after.map(withIdentity)];
  return [before.filter((object) => !isOwner(object)), after.filter((object) => !isOwner(object))];
}

/** The owner of each object, by its identity. */
export const ownersOf = (objects: readonly SchemaObject[]): ReadonlyMap<string, string> =>
  new Map(
    objects.filter(isOwner).flatMap((object): [string, string][] => {
      const role = roleOf(object);
      return role === undefined ? [] : [[object.identity, role]];
    }),
  );

/** The role that owns most objects. */
export function mainOwner(objects: readonly SchemaObject[]): string | undefined {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const role = isOwner(object) ? roleOf(object) : undefined;
    if (role !== undefined) counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

export interface Owned {
  /** Created objects, without the statements that `last` has. */
  readonly created: readonly SchemaObject[];
  /** They give what is created to the owner of the rest, where the role that runs the file may do that. */
  readonly last: readonly Step[];
}

/** A role that is no member cannot give objects away, and owns what it creates: as with the baseline. */
export function ownersLast(
  created: readonly SchemaObject[],
  main: string | undefined,
  after: Dependencies,
): Owned {
  if (main === undefined) return { created, last: [] };
  const made = new Set(created);
  const isLast = (object: SchemaObject): boolean => {
    if (!isOwner(object) || roleOf(object) !== main) return false;
    const host = hostOf(object, after);
    return host !== undefined && made.has(host);
  };
  const when = `(SELECT pg_has_role(oid, 'MEMBER') FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(main)})`;
  return {
    created: created.filter((object) => !isLast(object)),
    last: created.filter(isLast).map(({ sql }) => ({ sql, when })),
  };
}
