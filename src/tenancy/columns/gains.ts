/**
 * Columns that tables gain and pass on: partitions and INHERITS children gain their parents' columns too, or need them
 * in CREATE TABLE if they are attached later.
 */
import { addParts, type Catalog, type Part } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import type { Key, Need } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { belowOf, columnsOf } from '../../facts/relations/lineage.js';
import type { Column, Relation } from '../../facts/relations/relation.js';

/** A column, or a CHECK on columns. */
export interface Gain {
  readonly name: string;
  readonly text: string;
  readonly needs: readonly Need[];
  /** Undefined for a CHECK. */
  readonly column: Column | undefined;
}

export interface Gained {
  /** Gains in its own CREATE TABLE. */
  readonly own: readonly Gain[];
  /** All its gains, also inherited ones. */
  readonly all: readonly Gain[];
}

export interface Family {
  readonly relation: Relation;
  /** Its columns, inherited ones, and those that its parents gain. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Its descendants, which would gain the same. */
  readonly below: readonly Relation[];
}

/** @param wanted a table's own gains; not called for partitions, which match their parent */
export function gainsOf(
  relations: ReadonlyMap<Key, Relation>,
  wanted: (family: Family) => readonly Gain[],
): ReadonlyMap<Key, Gained> {
  const out = new Map<Key, Gained>();
  const below = belowOf(relations);

  const visit = (relation: Relation): Gained => {
    const id = relationKey(relation.name);
    const known = out.get(id);
    if (known) return known;
    const { partitionOf, inherits, table } = relation;
    const from = (name: Name): readonly Gain[] => {
      const parent = relations.get(relationKey(name));
      return parent ? visit(parent).all : [];
    };
    const parents = partitionOf ? [partitionOf] : inherits;
    const passed = new Map(parents.flatMap(from).map((gain) => [gain.name, gain]));
    // A table inherits the columns of the parents in its CREATE TABLE.
    const given = new Set(
      (table.partitionOf ? [table.partitionOf] : table.inherits).flatMap(from).map(({ name }) => name),
    );
    const brought = [...passed.values()].filter(
      ({ name }) => !given.has(name) && !relation.columns.has(name),
    );
    const columns = new Map(columnsOf(relation, relations));
    for (const { name, column } of passed.values()) if (column) columns.set(name, column);
    const asked = partitionOf ? [] : wanted({ relation, columns, below: below(relation) });
    const gained = { own: [...brought, ...asked], all: [...passed.values(), ...asked] };
    out.set(id, gained);
    return gained;
  };
  for (const relation of relations.values()) visit(relation);
  return out;
}

/** True where a descendant already has such a column, which cannot merge with one of another type. */
export const clashesBelow = (name: string, below: readonly Relation[]): boolean =>
  below.some(({ columns }) => columns.get(name)?.type !== undefined);

/** Adds each table's own gains, as separate objects until layout. */
export const withGains = (catalog: Catalog, by: string, gains: ReadonlyMap<Key, Gained>): Catalog =>
  withAdditions(
    catalog,
    by,
    catalog.objects.filter(isTable).flatMap((host) =>
      (gains.get(relationKey(host.name))?.own ?? []).map(({ text, needs, column }) => ({
        host,
        clause: column ? `COLUMN ${text}` : text,
        needs,
      })),
    ),
  );

/** An `ALTER TABLE … ADD` for a table. */
export interface Addition {
  readonly host: Table;
  /** The text after ADD: `COLUMN tenant_id uuid NOT NULL`. */
  readonly clause: string;
  readonly needs: readonly Need[];
}

export function withAdditions(catalog: Catalog, by: string, additions: readonly Addition[]): Catalog {
  const made = objectsFromSql(
    by,
    additions.map(({ host, clause }) => `ALTER TABLE ${quoteName(host.name)} ADD ${clause}`),
  );
  const parts = additions.map(({ host, needs }, at): Part => {
    const part = made[at]!;
    return { host, part: { ...part, needs: [...part.needs, ...needs] } };
  });
  return addParts(catalog, by, parts);
}
