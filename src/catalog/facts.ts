/** Facts about the objects of a catalog: computed once, and again only when something that they rest on was replaced. */
import type { SchemaObject } from './object.js';

type Objects = readonly SchemaObject[];

interface Known<T> {
  readonly basis: readonly unknown[];
  readonly fact: T;
}

/**
 * Transforms replace the list of objects and few of the objects in it, so most facts hold for the next list too.
 *
 * @param basis what of an object the fact rests on, the object itself or a part of it; undefined where it rests on nothing of it
 * @param compute reads nothing of other objects than `basis` gives; its result is shared, so it is not to be changed
 */
export function factOf<T>(
  basis: (object: SchemaObject) => unknown,
  compute: (objects: Objects) => T,
): (objects: Objects) => T {
  const known = new WeakMap<Objects, Known<T>>();
  // Weak, so that a conversion that is done can be forgotten; its lists of objects hold what is known about them.
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
