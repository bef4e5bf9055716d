/** Removes a dummy view that only pg_dump's order needs: without a cycle, the real view can replace it. */
import { dropWhere, type Merge, mergeObjects } from '../../catalog/catalog.js';
import { withoutCycles } from '../../catalog/graph.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { tableAction } from '../../kinds/base/alterTable.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

const withoutNeedOf = ({ provides }: SchemaObject, host: SchemaObject): SchemaObject => ({
  ...host,
  needs: host.needs.filter(({ keys }) => !keys.every((one) => provides.includes(one))),
});

export const dummyViews: Transform = {
  name: 'dummyViews',
  stage: 'layout',
  summary: 'Removes a dummy view if its real view can be created in its place.',
  apply(catalog) {
    const views = new Map(
      catalog.objects
        .filter(({ kind }) => kind === KIND.view)
        .map((object) => [key('relation', object.name), object]),
    );
    const candidates = catalog.objects.flatMap((child) => {
      const host = child.kind === KIND.dummyView ? views.get(key('relation', child.name)) : undefined;
      return host ? [{ child, host }] : [];
    });
    const possible = withoutCycles(catalog.objects, candidates);
    const merges: Merge[] = possible.map(({ child, host }) => ({ child, into: host.id }));
    const hosts = new Map(possible.map(({ child, host }) => [host.id, withoutNeedOf(child, host)]));
    // pg_dump before 10 used a table as the dummy of a view, and set that table's replica identity.
    const isOfView = ({ kind, statement }: SchemaObject): boolean =>
      kind === KIND.tableMark && views.has(key('relation', tableAction(statement)!.table));
    return dropWhere(mergeObjects(catalog, merges, hosts), (object) =>
      isOfView(object) ? 'a view has no replica identity' : undefined,
    );
  },
};
