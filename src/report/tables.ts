/** The tables of the result, for diagrams: their keys, and what they refer to. */
import type { Catalog } from '../catalog/catalog.js';
import { quoteName } from '../catalog/names.js';
import type { Key } from '../catalog/object.js';
import type { TableClass } from '../catalog/tenancy.js';
import { relationKey } from '../kinds/base/alterTable.js';
import { columnsOf, primaryKeyOf } from '../facts/relations/lineage.js';
import { type ForeignKey, type Relation, relationsOf } from '../facts/relations/relations.js';

export interface DrawnTable {
  readonly table: string;
  readonly schema: string;
  readonly class?: TableClass;
  /** Its tenant column. */
  readonly tenant?: string;
  /** Number of columns, inherited ones included. */
  readonly columns: number;
  /** Columns of its primary key. */
  readonly key: readonly string[];
  /** Number of its partitions, which are drawn with it. */
  readonly partitions?: number;
  readonly references: readonly { readonly columns: readonly string[]; readonly to: string }[];
}

/** Of several foreign keys to one table over the same column, the widest: the tool adds one with the tenant column. */
function widest(keys: readonly ForeignKey[]): ForeignKey[] {
  const covers = (one: ForeignKey, other: ForeignKey): boolean =>
    one !== other &&
    relationKey(one.to) === relationKey(other.to) &&
    one.columns.length > other.columns.length &&
    other.columns.every((name) => one.columns.includes(name));
  return keys.filter((key) => !keys.some((other) => covers(other, key)));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function referencesOf({ foreignKeys }: Relation): DrawnTable['references'] {
  const references = widest(foreignKeys).map(({ columns, to }) => ({ columns, to: quoteName(to) }));
  const unique = new Map(references.map((one) => [JSON.stringify(one), one]));
  return [...unique].toSorted(([a], [b]) => byText(a, b)).map(([, one]) => one);
}

export function tablesOf(printed: Catalog): DrawnTable[] {
  const relations = relationsOf(printed);
  const partitions = new Map<Key, number>();
  for (const { partitionOf } of relations.values())
    if (partitionOf)
      partitions.set(relationKey(partitionOf), (partitions.get(relationKey(partitionOf)) ?? 0) + 1);
  return [...relations]
    .filter(([, { partitionOf }]) => !partitionOf)
    .map(([id, relation]): DrawnTable => {
      const tenancy = printed.tenancy?.tables.get(id);
      const below = partitions.get(id);
      return {
        table: quoteName(relation.name),
        schema: relation.name.schema ?? '',
        ...(tenancy ? { class: tenancy.class } : {}),
        ...(tenancy?.column ? { tenant: tenancy.column.name } : {}),
        columns: columnsOf(relation, relations).size,
        key: primaryKeyOf(relation) ?? [],
        ...(below === undefined ? {} : { partitions: below }),
        references: referencesOf(relation),
      };
    })
    .toSorted((a, b) => byText(a.table, b.table));
}
