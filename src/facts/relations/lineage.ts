/** A table with its ancestors and descendants. */
import type { Key } from '../../catalog/object.js';
import { remembered } from '../../catalog/remembered.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import type { Column, ForeignKey, Relation } from './relations.js';

/** The table and everything above it: the table that it is a partition of, the parents that it inherits from. */
export const lineage = (relation: Relation, relations: Relations): readonly Relation[] =>
  lineages(relations)(relation);

type Relations = ReadonlyMap<Key, Relation>;

/** Most tables have nothing above them, and are asked about for each of their columns and keys. */
const lineages = remembered((relations: Relations) =>
  remembered((relation: Relation) => lineageOf(relation, relations)),
);

function lineageOf(relation: Relation, relations: Relations): readonly Relation[] {
  const out = [relation];
  if (!relation.partitionOf && relation.inherits.length === 0) return out;
  for (const { partitionOf, inherits } of out)
    for (const parent of partitionOf ? [partitionOf, ...inherits] : inherits) {
      const found = relations.get(relationKey(parent));
      if (found && !out.includes(found)) out.push(found);
    }
  return out;
}

/** The column as the table has it, its own or its parents'. */
export const columnOf = (relation: Relation, name: string, relations: Relations): Column | undefined =>
  lineage(relation, relations)
    .map(({ columns }) => columns.get(name))
    .find((column) => column !== undefined && column.type !== undefined);

/** All columns of the table, its parents' with them. */
export const columnsOf = (relation: Relation, relations: Relations): ReadonlyMap<string, Column> =>
  columnsIn(relations)(relation);

const columnsIn = remembered((relations: Relations) =>
  remembered(
    (relation: Relation): ReadonlyMap<string, Column> =>
      new Map(
        lineage(relation, relations)
          .toReversed()
          .flatMap(({ columns }) => [...columns].filter(([, { type }]) => type !== undefined)),
      ),
  ),
);

/** The tables below each: its partitions, what inherits from it, and so on. */
export function belowOf(relations: Relations): (relation: Relation) => readonly Relation[] {
  const below = new Map<Relation, Relation[]>();
  for (const relation of relations.values())
    for (const above of lineage(relation, relations).slice(1))
      below.set(above, [...(below.get(above) ?? []), relation]);
  return (relation) => below.get(relation) ?? [];
}

/** The columns of its primary key; undefined without one. */
export const primaryKeyOf = ({ uniqueKeys }: Relation): readonly string[] | undefined =>
  uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns;

/** What a foreign key refers to: the columns that it names, or the primary key. */
export const referencedColumns = ({ to, toColumns }: ForeignKey, relations: Relations): readonly string[] => {
  const target = relations.get(relationKey(to));
  return toColumns.length > 0 ? toColumns : ((target && primaryKeyOf(target)) ?? []);
};
