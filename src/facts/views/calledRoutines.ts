/**
 * What a view shows without reading it: rows that its routines return or read, and row types that it names.
 * https://www.postgresql.org/docs/current/rules-privileges.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { graphOf } from '../../catalog/graph.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { routinesOf } from '../routines/altered.js';
import { isRelation, isRunning } from '../../kinds/is.js';
import { namedIn, nameIndex } from '../routines/bodyNames.js';

export interface Called {
  /** Relations whose row type the view names or one of its routines returns: PostgreSQL records the dependency. */
  namedBy(view: SchemaObject): ReadonlySet<Key>;
  /** Relations that its routines read, also through further calls. */
  readBy(view: SchemaObject): ReadonlySet<Key>;
}

export function calledRoutines({ objects }: Catalog): Called {
  const { edgesOf } = graphOf(objects);
  const index = nameIndex(objects);
  const routines = routinesOf(objects);
  const positions = new Map(objects.map((object, at) => [object, at]));
  const runs = (places: readonly number[]): number[] => places.filter((at) => isRunning(objects[at]!));
  const keysOf = (places: readonly number[]): Set<Key> =>
    new Set(places.flatMap((at) => (isRelation(objects[at]!) ? [relationKey(objects[at]!.name)] : [])));

  /** What the body names, in addition to the statement's dependencies. */
  function inBody(at: number): readonly number[] {
    const routine = routines[at];
    if (routine?.text === undefined) return [];
    const { runs: called, reads } = namedIn(routine, index);
    return [...called, ...reads];
  }
  return {
    namedBy(view) {
      const own = edgesOf(positions.get(view)!);
      return keysOf([...own, ...runs(own).flatMap((at) => edgesOf(at))]);
    },
    readBy(view) {
      const called = new Set(runs(edgesOf(positions.get(view)!)));
      const found: number[] = [];
      for (const at of called) {
        const named = [...edgesOf(at), ...inBody(at)];
        found.push(...named);
        for (const next of runs(named)) called.add(next);
      }
      return keysOf(found);
    },
  };
}
