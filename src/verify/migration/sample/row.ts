/** Puts one row together: foreign keys from rows that are there, rules by combination, the rest in turn. */
import type { ForeignKey, Column } from '../base/tables.js';
import { nowOf } from './candidates.js';
import type { Value } from './choices.js';
import { columnOf, type Planned } from './plan.js';

/** Values by column. */
export type Sample = ReadonlyMap<string, Value>;

export function isNullable(one: Planned, column: Column): boolean {
  return !column.notNull && !nowOf(one, column)?.notNull;
}

export interface Parts {
  readonly one: Planned;
  readonly columns: readonly Column[];
  readonly keys: readonly { readonly key: ForeignKey; readonly rows: readonly Sample[] }[];
  readonly lists: ReadonlyMap<string, readonly Value[]>;
  readonly groups: readonly { readonly group: readonly string[]; readonly found: readonly Value[][] }[];
  readonly promised: ReadonlyMap<string, readonly string[]> | undefined;
}

export interface Turn {
  readonly number: number;
  readonly attempt: number;
  readonly withNulls: boolean;
}

export function composeRow(parts: Parts, turn: Turn): Sample | string {
  const { one, columns, lists, groups, promised } = parts;
  const row = new Map<string, Value>();
  for (const [name, values] of promised ?? []) row.set(name, values[turn.number % values.length]!);
  takeKeys(parts, turn, row);
  for (const { group, found } of groups) {
    const best = found
      .map((values) => [values, distance(group, values, { parts, turn, row })] as const)
      .toSorted(([, left], [, right]) => left - right);
    const [values] = best[turn.attempt % best.length]!;
    for (const [n, name] of group.entries()) row.set(name, values[n]!);
  }
  for (const column of columns) {
    if (row.has(column.name)) continue;
    const list = lists.get(column.name) ?? [];
    const nullable = list.includes(null);
    const values = list.filter((value) => value !== null);
    if (nullable && (values.length === 0 || (turn.withNulls && turn.attempt < 8))) row.set(column.name, null);
    else if (values.length === 0) {
      if (!column.hasDefault)
        return `no value is known for ${column.name} ${column.type} of ${one.table.name}`;
    } else row.set(column.name, values[(turn.number + turn.attempt) % values.length]!);
  }
  return row;
}

/** Of each foreign key the row of the same number, or one that agrees with the keys before. */
function takeKeys({ one, keys }: Parts, { number, attempt, withNulls }: Turn, row: Map<string, Value>): void {
  for (const { key, rows } of keys) {
    const nullable = key.columns.filter((name) => isNullable(one, columnOf(one.table, name)!));
    if (nullable.length > 0 && (rows.length === 0 || (withNulls && attempt < 8))) {
      for (const name of nullable) if (!row.has(name)) row.set(name, null);
      continue;
    }
    if (rows.length === 0) continue;
    const agreeing = rows.filter((other) =>
      key.columns.every(
        (name, n) => (row.get(name) ?? other.get(key.toColumns[n]!)) === other.get(key.toColumns[n]!),
      ),
    );
    const from = agreeing.length > 0 ? agreeing : rows;
    const taken = from[(number + attempt) % from.length]!;
    for (const [n, name] of key.columns.entries())
      if (!row.has(name)) row.set(name, taken.get(key.toColumns[n]!) ?? null);
  }
}

/** How far a combination is from what the row would have otherwise. */
function distance(
  group: readonly string[],
  values: readonly Value[],
  { parts, turn, row }: { readonly parts: Parts; readonly turn: Turn; readonly row: Sample },
): number {
  let sum = 0;
  for (const [n, name] of group.entries()) {
    const value = values[n]!;
    if (row.has(name)) sum += row.get(name) === value ? 0 : 10;
    else if (value === null) sum += turn.withNulls ? -5 : 4;
    else {
      const list = (parts.lists.get(name) ?? []).filter((one) => one !== null);
      const away = (list.indexOf(value) - turn.number + list.length) % list.length;
      const unique = columnOf(parts.one.table, name)?.unique;
      sum += unique ? 3 * away : away;
    }
  }
  return sum;
}
