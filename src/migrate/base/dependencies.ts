/**
 * What depends on what in one catalog: the graph of the baseline, and two dependencies that only a migration meets, since a baseline
 * creates both sides in sections.
 */
import { graphOf } from '../../catalog/graph.js';
import { groupedBy } from '../../catalog/grouped.js';
import { relationName, strings } from '../../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../../catalog/object.js';
import { type Constraint, nodeIf, type PartitionCmd } from '../../grammar.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { hasIndex } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';

export interface Dependencies {
  readonly objects: readonly SchemaObject[];
  /** The objects that this one needs. */
  needsOf(object: SchemaObject): readonly SchemaObject[];
  /** The objects that need this one. */
  dependentsOf(object: SchemaObject): readonly SchemaObject[];
  /** The object that provides the key, if any. */
  providerOf(key: Key): SchemaObject | undefined;
}

export function dependenciesOf(objects: readonly SchemaObject[]): Dependencies {
  const { edgesOf } = graphOf(objects);
  const keys = keysOfTables(objects);
  const needs = new Map(
    objects.map((object, at): [SchemaObject, readonly SchemaObject[]] => [
      object,
      [...new Set([...edgesOf(at).map((to) => objects[to]!), ...referencedKey(object, keys)])],
    ]),
  );
  const dependents = new Map<SchemaObject, SchemaObject[]>(objects.map((object) => [object, []]));
  for (const [object, its] of needs) for (const one of its) dependents.get(one)!.push(object);
  const providers = new Map(
    objects.flatMap((object) => object.provides.map((key) => [key, object] as const)),
  );
  return {
    objects,
    needsOf: (object) => needs.get(object) ?? [],
    dependentsOf: (object) => dependents.get(object) ?? [],
    providerOf: (key) => providers.get(key),
  };
}

const constraintIn = ({ statement }: SchemaObject): Constraint | undefined => {
  const def = tableAction(statement)?.command.def;
  return def && 'Constraint' in def ? def.Constraint : undefined;
};

interface TableKey {
  readonly object: SchemaObject;
  readonly columns: readonly string[];
  readonly primary: boolean;
}

/** Primary keys and unique constraints and indexes by table. */
function keysOfTables(objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly TableKey[]> {
  const found = objects.flatMap((object): (TableKey & { table: Key })[] => {
    const index = nodeIf(object.statement, 'IndexStmt');
    if (index?.unique) {
      const columns = (index.indexParams ?? []).flatMap((one) =>
        'IndexElem' in one ? [one.IndexElem.name ?? ''] : [],
      );
      const table = relationKey(placed(relationName(index.relation), object.statement));
      return [{ table, object, columns, primary: false }];
    }
    const constraint = hasIndex(object) ? constraintIn(object) : undefined;
    if (!constraint) return [];
    const table = relationKey(tableAction(object.statement)!.table);
    const primary = object.kind === KIND.primaryKey;
    return [{ table, object, columns: strings(constraint.keys), primary }];
  });
  return groupedBy(found, ({ table }) => [table]);
}

/** A foreign key needs the key that it refers to: the one over the same columns, or the primary key. */
function referencedKey(object: SchemaObject, keys: ReadonlyMap<Key, readonly TableKey[]>): SchemaObject[] {
  if (object.kind !== KIND.foreignKey) return [];
  const { pktable, pk_attrs = [] } = constraintIn(object)!;
  const referenced = strings(pk_attrs).toSorted().join('\0');
  const its = keys.get(relationKey(placed(relationName(pktable), object.statement))) ?? [];
  return its
    .filter(({ columns, primary }) =>
      pk_attrs.length === 0 ? primary : columns.toSorted().join('\0') === referenced,
    )
    .map((one) => one.object);
}

/** Indexes of partitions that are attached to an index of the partitioned table, as pairs: PostgreSQL drops both together. */
export function attachedIndexes(objects: readonly SchemaObject[]): { parent: Key; child: Key }[] {
  return objects.flatMap((object) => {
    const found = object.kind === KIND.indexAttach ? tableAction(object.statement) : undefined;
    if (!found) return [];
    const { name } = (found.command.def as { PartitionCmd: PartitionCmd }).PartitionCmd;
    return [
      { parent: relationKey(found.table), child: relationKey(placed(relationName(name), object.statement)) },
    ];
  });
}
