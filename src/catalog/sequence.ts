/** An order that no reference requires: it applies where it closes no cycle with the references. */
import { components } from './components.js';
import { allEdges, graphOf } from './graph.js';
import type { SchemaObject } from './object.js';

/** `second` is to be created after `first`. */
export interface Sequel {
  readonly first: SchemaObject;
  readonly second: SchemaObject;
}

/** Adds needs between the objects of each pair where these close no cycle. */
export function inSequence(objects: readonly SchemaObject[], sequels: readonly Sequel[]): SchemaObject[] {
  const position = new Map(objects.map((object, at) => [object, at]));
  const pairs = sequels.map(({ first, second }) => ({
    first,
    from: position.get(second)!,
    to: position.get(first)!,
  }));
  const edges = allEdges(graphOf(objects)).map((targets) => [...targets]);
  for (const { from, to } of pairs) edges[from]!.push(to);
  const { component } = components(edges);
  const needed = new Map<number, SchemaObject[]>();
  for (const { first, from, to } of pairs)
    if (component[from] !== component[to]) needed.set(from, [...(needed.get(from) ?? []), first]);
  return objects.map((object, at) => {
    const before = needed.get(at);
    if (!before) return object;
    return {
      ...object,
      needs: [...object.needs, ...before.map(({ provides }) => ({ keys: provides.slice(0, 1) }))],
    };
  });
}
