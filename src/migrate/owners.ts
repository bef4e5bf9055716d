/** Who owns what: the role that owns most of the old schema runs the migration, so what it creates is its own. */
import type { SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import { ownerOf, spelledOwner } from '../kinds/security/owner.js';
import type { Dependencies } from './dependencies.js';
import { hostOf } from './hosts.js';

const isOwner = ({ kind }: SchemaObject): boolean => kind === KIND.owner;
const roleOf = ({ statement, sql }: SchemaObject): string | undefined => ownerOf(statement) ?? spelledOwner(sql);

type Sides = readonly [before: readonly SchemaObject[], after: readonly SchemaObject[]];

/** `owner of table core.visits`: the same for each way to write it. */
function withIdentity(object: SchemaObject): SchemaObject {
  if (!isOwner(object)) return object;
  const what = /^ALTER\s+([^]*?)\s+OWNER\s+TO\s/i.exec(object.sql)?.[1] ?? object.identity;
  const [, noun = '', name = ''] = /^((?:[A-Z]+\s+)*?[A-Z]+)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([^]+)$/i.exec(what) ?? [];
  return { ...object, id: `owner of ${noun.toLowerCase()} ${name}` };
}

/** Without owners where one of the two says nothing of them: that is how it was exported, not a change. */
export function comparableOwners([before, after]: Sides): Sides {
  if (before.some(isOwner) && after.some(isOwner)) return [before.map(withIdentity), after.map(withIdentity)];
  return [before.filter((object) => !isOwner(object)), after.filter((object) => !isOwner(object))];
}

/** The role that owns most objects. */
export function mainOwner(objects: readonly SchemaObject[]): string | undefined {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const role = isOwner(object) ? roleOf(object) : undefined;
    if (role !== undefined) counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Created objects without the owner that they have anyway. */
export function withoutMainOwner(
  created: readonly SchemaObject[],
  main: string | undefined,
  after: Dependencies,
): SchemaObject[] {
  const made = new Set(created);
  return created.filter((object) => {
    if (!isOwner(object) || roleOf(object) !== main) return true;
    const host = hostOf(object, after);
    return !host || !made.has(host);
  });
}
