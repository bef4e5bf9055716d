/** Facts about a catalog's objects: cached until an object that they depend on is replaced. */
import type { SchemaObject } from './object.js';

type Objects = readonly SchemaObject[];

interface Known<T> {
  readonly basis: readonly unknown[];
  readonly fact: T;
}

/**
 * Transforms replace the list of objects but few of its objects, so most facts hold for the next list too.
 *
 * @param basis the part of an object that the fact depends on, or the object itself; undefined if none
 * @param compute reads only what `basis` returns of each object; its result is shared, so callers must not change it
 */
export function factOf<T>(
  basis: (object: SchemaObject) => unknown,
  compute: (objects: Objects) => T,
): (objects: Objects) => T {
  const known = new WeakMap<Objects, Known<T>>();
  // Weak, so that a finished conversion can be garbage-collected; its lists of objects keep the facts about them.
  let latest: WeakRef<Known<T>> | undefined;
  return (objects) => {
    const there = known.get(objects);
    if (there) return there.fact;
    const now = objects.map(basis).filter((part) => part !== undefined);
    const before = latest?.deref();
    const found = before && isSame(before.basis, now) ? before : { basis: now, fact: compute(objects) };
    known.set(objects, found);
    latest = new WeakRef(found);
    return found.fact;
  };
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((part, at) => part === other[at]);
