/** The actions of a migration, each with its statements, and which must come before which. */
import { groupedBy } from '../catalog/grouped.js';
import type { Key } from '../catalog/object.js';
import type { Action } from './base/action.js';
import { attachedIndexes, type Dependencies } from './base/dependencies.js';

export interface Actions {
  /** By id of the object in the old catalog: `drop` or `aside`. */
  readonly dropped: ReadonlyMap<string, Action>;
  readonly rest: ReadonlyMap<string, Action>;
  /** By id of the object in the new catalog: `alter` or `create`. */
  readonly made: ReadonlyMap<string, Action>;
}

/** The actions that must come before each. */
export type Predecessors = ReadonlyMap<Action, ReadonlySet<Action>>;

export function predecessorsOf(
  { dropped, rest, made }: Actions,
  before: Dependencies,
  after: Dependencies,
): Predecessors {
  const found = new Map<Action, Set<Action>>();
  for (const actions of [dropped, rest, made])
    for (const action of actions.values()) found.set(action, new Set());
  const edge = (later: Action | undefined, earlier: Action | undefined): void => {
    if (later && earlier && later !== earlier) found.get(later)!.add(earlier);
  };
  for (const object of before.objects)
    for (const needed of before.needsOf(object)) {
      const [gone, its] = [dropped.get(needed.id), dropped.get(object.id)];
      const alters = made.get(object.id);
      const last = rest.get(needed.id) ?? gone;
      // What still uses it is dropped or altered before it goes.
      edge(last, its ?? alters);
      if (its) edge(made.get(needed.id), its);
      // A type is renamed only after what depends on it is dropped: a function would keep the old type.
      if (gone?.verb === 'aside') edge(gone, its);
    }
  const isOld = new Set(before.objects.map(({ id }) => id));
  for (const object of after.objects)
    for (const needed of after.needsOf(object)) {
      edge(made.get(object.id), made.get(needed.id));
      // On a second run a new object goes before the one that it needs.
      if (!isOld.has(object.id)) edge(dropped.get(needed.id), dropped.get(object.id));
    }
  for (const [id, action] of made) edge(action, dropped.get(id));
  for (const [id, action] of rest) {
    edge(action, made.get(id));
  }
  const freed = groupedBy(dropped.values(), ({ object }) => object.provides.filter(isName));
  for (const action of made.values())
    for (const key of action.object.provides)
      for (const earlier of freed.get(key) ?? []) edge(action, earlier);
  for (const { parent, child } of attachedIndexes(before.objects)) {
    const [whole, part] = [parent, child].map((key) => dropped.get(before.providerOf(key)?.id ?? ''));
    // PostgreSQL drops the parts together with the whole, and refuses to drop them alone.
    edge(part, whole);
  }
  return found;
}

/** A key that only one object can have: not `partitions` or `settings`. */
const isName = (key: Key): boolean => !/^(partitions|settings|forced|firing|dummy)\0/.test(key);
