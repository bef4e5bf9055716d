/** A table with its ancestors and descendants. */
import type { Key } from '../../catalog/object.js';
import { remembered } from '../../catalog/remembered.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Column, ForeignKey, Relation } from './relations.js';

/** The table and its ancestors: the table that it is a partition of, and its INHERITS parents. */
export const lineage = (relation: Relation, relations: Relations): readonly Relation[] =>
  lineages(relations)(relation);

type Relations = ReadonlyMap<Key, Relation>;

/** Cached: each column and key of a table asks for it, and most tables have no ancestors. */
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

/** The column of the table, its own or inherited. */
export const columnOf = (relation: Relation, name: string, relations: Relations): Column | undefined =>
  lineage(relation, relations)
    .map(({ columns }) => columns.get(name))
    .find((column) => column !== undefined && column.type !== undefined);

/** All columns of the table, including inherited ones. */
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

/** The descendants of each table: partitions, INHERITS children, and theirs. */
export function belowOf(relations: Relations): (relation: Relation) => readonly Relation[] {
  const below = new Map<Relation, Relation[]>();
  for (const relation of relations.values())
    for (const above of lineage(relation, relations).slice(1))
      below.set(above, [...(below.get(above) ?? []), relation]);
  return (relation) => below.get(relation) ?? [];
}

/** The columns of the primary key; undefined without one. */
export const primaryKeyOf = ({ uniqueKeys }: Relation): readonly string[] | undefined =>
  uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns;

/** The columns that a foreign key references: those that it names, or the primary key. */
export const referencedColumns = ({ to, toColumns }: ForeignKey, relations: Relations): readonly string[] => {
  const target = relations.get(relationKey(to));
  return toColumns.length > 0 ? toColumns : ((target && primaryKeyOf(target)) ?? []);
};
