/** The tables in the order in which they are filled, each with what OLD and NEW demand of its rows. */
import { columnNow, type Renames, tableNow } from '../base/losses.js';
import type { Column, ForeignKey, Table, Tables } from '../base/tables.js';

export interface Planned {
  readonly table: Table;
  /** As it is in NEW. */
  readonly later: Table | undefined;
  /** By column: its name in NEW. */
  readonly names: ReadonlyMap<string, string>;
  readonly foreignKeys: readonly ForeignKey[];
}

export function planOf(before: Tables, after: Tables, renames: Renames): Planned[] {
  const planned = new Map<string, Planned>();
  for (const table of before.tables.values()) {
    const later = after.tables.get(tableNow(table.name, renames));
    const names = new Map<string, string>();
    for (const { name } of table.columns) {
      const now = columnNow(table.name, name, renames);
      if (later?.columns.some((column) => column.name === now)) names.set(name, now);
    }
    planned.set(table.name, { table, later, names, foreignKeys: keysOf(table, later, before, renames) });
  }
  return inOrder(planned);
}

/** Those of NEW count where their columns and their table are in OLD. */
function keysOf(table: Table, later: Table | undefined, before: Tables, renames: Renames): ForeignKey[] {
  const earlier = new Map([...renames].map(([from, to]) => [to, from]));
  const names = new Set(table.columns.map(({ name }) => name));
  const added = (later?.foreignKeys ?? [])
    .map((key) => ({ ...key, to: earlier.get(key.to) ?? key.to }))
    .filter(({ columns, to, toColumns }) => {
      const target = before.tables.get(to)?.columns.map(({ name }) => name);
      return (
        columns.every((name) => names.has(name)) && toColumns.every((name) => target?.includes(name) ?? true)
      );
    });
  const all = [...table.foreignKeys, ...added].map(
    (key) => [JSON.stringify([key.columns, key.to, key.toColumns]), key] as const,
  );
  return [...new Map(all).values()].toSorted((left, right) => right.columns.length - left.columns.length);
}

/** What a table refers to comes before it, above all where it must; a partitioned table after its partitions. */
function inOrder(planned: ReadonlyMap<string, Planned>): Planned[] {
  const out = new Set<Planned>();
  const entered = new Set<string>();
  const partitions = new Map<string, string[]>();
  for (const { table } of planned.values())
    for (const parent of table.parents)
      partitions.set(parent, [...(partitions.get(parent) ?? []), table.name]);
  const visit = (name: string): void => {
    const one = planned.get(name);
    if (!one || entered.has(name)) return;
    entered.add(name);
    const must = one.foreignKeys.filter(({ columns }) =>
      columns.every((column) => columnOf(one.table, column)?.notNull),
    );
    const may = one.foreignKeys.filter((key) => !must.includes(key));
    for (const { to } of [...must, ...may]) visit(to);
    if (one.table.partitioned) for (const partition of partitions.get(name) ?? []) visit(partition);
    out.add(one);
  };
  // First along what a row must have: a way through what it may have would come back to a table that waits.
  for (const name of planned.keys()) visit(name);
  return [...out];
}

export const columnOf = (table: Table, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);
