/** Refreshes a materialized view after those that its query reads, directly, through views or through routines. */
import type { Catalog } from '../../catalog/catalog.js';
import { graphOf } from '../../catalog/graph.js';
import { key, type Key, type SchemaObject } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { calledRoutines } from '../../facts/views/calledRoutines.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

const filled = ({ name }: SchemaObject): Key =>
  key('any', { schema: name.schema, name: `rows of ${name.name}` });

/** Adds dependencies on what the query's routines read: their bodies are text, from which no needs are read. */
function withReadByRoutines(catalog: Catalog): Catalog {
  if (!catalog.objects.some(({ kind }) => kind === KIND.refresh)) return catalog;
  const { readBy } = calledRoutines(catalog);
  const views = new Map(
    catalog.objects.flatMap((object) =>
      object.kind === KIND.materializedView ? [[relationKey(object.name), object] as const] : [],
    ),
  );
  const objects = catalog.objects.map((object): SchemaObject => {
    const view = object.kind === KIND.refresh ? views.get(relationKey(object.name)) : undefined;
    const read = view ? [...readBy(view)] : [];
    return read.length === 0
      ? object
      : { ...object, needs: [...object.needs, ...read.map((one) => ({ keys: [one] }))] };
  });
  return { ...catalog, objects };
}

export const refreshes: Transform = {
  name: 'refreshes',
  stage: 'layout',
  summary: 'Orders the REFRESH of materialized views that read each other.',
  apply(input) {
    const catalog = withReadByRoutines(input);
    const refreshed = new Set(
      catalog.objects.filter(({ kind }) => kind === KIND.refresh).map(({ name }) => key('relation', name)),
    );
    if (refreshed.size < 2) return catalog;
    const { objects, edgesOf } = graphOf(catalog.objects);
    /** The materialized views that this object depends on, each once. */
    const read = (from: number, seen: Set<number>): SchemaObject[] =>
      edgesOf(from).flatMap((to) => {
        if (seen.has(to)) return [];
        seen.add(to);
        const isFilled =
          objects[to]!.kind === KIND.materializedView && refreshed.has(key('relation', objects[to]!.name));
        return [...(isFilled ? [objects[to]!] : []), ...read(to, seen)];
      });
    const ordered = objects.map((object, index): SchemaObject => {
      if (object.kind !== KIND.refresh) return object;
      const before = read(index, new Set([index])).filter(
        ({ name }) => key('relation', name) !== key('relation', object.name),
      );
      return {
        ...object,
        provides: [filled(object)],
        needs: [...object.needs, ...before.map((view) => ({ keys: [filled(view)] }))],
      };
    });
    return { ...catalog, objects: ordered };
  },
};
