/** A table with its ancestors and descendants. */
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import type { Column, ForeignKey, Relation } from './relations.js';

/** The table and its ancestors: partitioned tables and INHERITS parents. */
export function lineage(relation: Relation, relations: ReadonlyMap<Key, Relation>): Relation[] {
  const out = [relation];
  if (!relation.partitionOf && relation.inherits.length === 0) return out;
  for (const { partitionOf, inherits } of out)
    for (const parent of partitionOf ? [partitionOf, ...inherits] : inherits) {
      const found = relations.get(relationKey(parent));
      if (found && !out.includes(found)) out.push(found);
    }
  return out;
}

/** The table's column, its own or inherited. */
export const columnOf = (
  relation: Relation,
  name: string,
  relations: ReadonlyMap<Key, Relation>,
): Column | undefined =>
  lineage(relation, relations)
    .map(({ columns }) => columns.get(name))
    .find((column) => column !== undefined && column.type !== undefined);

/** All columns of the table, also inherited ones. */
export const columnsOf = (relation: Relation, relations: ReadonlyMap<Key, Relation>): Map<string, Column> =>
  new Map(
    lineage(relation, relations)
      .toReversed()
      .flatMap(({ columns }) => [...columns].filter(([, { type }]) => type !== undefined)),
  );

/** Each table's descendants: partitions and INHERITS children, recursively. */
export function belowOf(relations: ReadonlyMap<Key, Relation>): (relation: Relation) => readonly Relation[] {
  const below = new Map<Relation, Relation[]>();
  for (const relation of relations.values())
    for (const above of lineage(relation, relations).slice(1))
      below.set(above, [...(below.get(above) ?? []), relation]);
  return (relation) => below.get(relation) ?? [];
}

/** The columns of its primary key; undefined without one. */
export const primaryKeyOf = ({ uniqueKeys }: Relation): readonly string[] | undefined =>
  uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns;

/** The columns that a foreign key refers to: those that it names, or the primary key's. */
export const referencedColumns = (
  { to, toColumns }: ForeignKey,
  relations: ReadonlyMap<Key, Relation>,
): readonly string[] => {
  const target = relations.get(relationKey(to));
  return toColumns.length > 0 ? toColumns : ((target && primaryKeyOf(target)) ?? []);
};
