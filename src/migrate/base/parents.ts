/** Partitions and their tables. */
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { KIND } from '../../kinds/registry.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable } from '../../kinds/tables/table.js';

/** The partitioned table of each partition. */
export function parentsOf(objects: readonly SchemaObject[]): ReadonlyMap<Key, Key> {
  return new Map(
    objects.flatMap((object): [Key, Key][] => {
      if (isTable(object) && object.partitionOf)
        return [[relationKey(object.name), relationKey(object.partitionOf)]];
      const found = object.kind === KIND.partition ? attached(object.statement) : undefined;
      return found ? [[relationKey(found.child), relationKey(found.parent)]] : [];
    }),
  );
}
