/** Places a sequence that a column owns right before its table, because the column's default depends on it. */
import { componentsFrom } from '../../catalog/components.js';
import { graphOf } from '../../catalog/graph.js';
import type { Name } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { ranks, relationKey } from '../../kinds/base/alterTable.js';
import { sequenceOwners } from '../../kinds/tables/sequenceOwner.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** Sorts by the table's name, after the table's dependencies. It is not a child: the table depends on it. */
function inFrontOf(
  sequence: SchemaObject,
  owner: Name,
  tables: ReadonlyMap<Key, Table>,
  owners: ReadonlyMap<Key, Name>,
): SchemaObject {
  const table = tables.get(relationKey(owner));
  const itself = new Set(table?.provides);
  const own = (k: Key): boolean =>
    itself.has(k) || (owners.get(k)?.name === owner.name && owners.get(k)?.schema === owner.schema);
  const waits = (table?.needs ?? []).filter(({ keys }) => !keys.some(own));
  return {
    ...sequence,
    section: 'Tables',
    order: owner.name,
    rank: ranks.ownedSequence,
    needs: [...sequence.needs, ...waits],
  };
}

export const ownedSequences: Transform = {
  name: 'ownedSequences',
  stage: 'layout',
  summary: 'Places a sequence that a column owns before its table.',
  apply(catalog) {
    const owners = sequenceOwners(catalog.objects);
    if (owners.size === 0) return catalog;
    const tables = new Map(catalog.objects.filter(isTable).map((t) => [relationKey(t.name), t]));
    const inFront = catalog.objects.map((object) => {
      const owner = object.kind === KIND.sequence ? owners.get(relationKey(object.name)) : undefined;
      return owner ? inFrontOf(object, owner, tables, owners) : object;
    });
    // If the table's dependencies depend on the sequence itself, the sequence does not wait for them.
    const sequences = [...inFront.keys()].filter((at) => inFront[at]!.kind === KIND.sequence);
    const { component, sizes } = componentsFrom(sequences, inFront.length, graphOf(inFront).edgesOf);
    const circular = (object: SchemaObject, at: number): boolean =>
      object.kind === KIND.sequence && sizes[component[at]!]! > 1;
    const objects = inFront.some(circular)
      ? inFront.map((object, at) =>
          circular(object, at) ? { ...object, needs: catalog.objects[at]!.needs } : object,
        )
      : inFront;
    return { ...catalog, objects };
  },
};
