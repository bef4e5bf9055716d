/** Puts rows together: foreign keys from rows that are there, rules by combination, the rest in turn. */
import { type Candidates, type Half, nowOf } from './candidates.js';
import { choose, groupsOf, type Side, type Value } from './choices.js';
import { columnOf, type Planned } from './plan.js';
import type { Column, ForeignKey } from '../base/tables.js';
import { tried } from './tried.js';
import { Values } from './values.js';

/** Values by column. */
export type Sample = ReadonlyMap<string, Value>;

export interface Sources {
  readonly before: Half;
  readonly after: Half;
  readonly plan: readonly Planned[];
  readonly candidates: Candidates;
  /** Rows so far. */
  readonly rows: ReadonlyMap<string, readonly Sample[]>;
  /** Rows may refer to rows that come later. */
  readonly mayPromise: boolean;
}

export interface Composition {
  /** Foreign keys whose values were chosen freely, since none that is there fits: their rows have to be made. */
  readonly wanting: readonly ForeignKey[];
  /** @returns the reason if there is none */
  row(number: number, attempt: number, withNulls: boolean): Sample | string;
}

export class Composer {
  /** Values that a row refers to before they are there. */
  private readonly promised = new Map<string, Map<string, string[]>>();
  private readonly byName: ReadonlyMap<string, Planned>;

  constructor(private readonly sources: Sources) {
    this.byName = new Map(sources.plan.map((one) => [one.table.name, one]));
  }

  /** @returns the reason if no row is possible */
  async compose(one: Planned): Promise<Composition | string> {
    const { table } = one;
    const promised = this.promised.get(table.name);
    const columns = table.columns.filter(({ name, filled }) => filled === null || promised?.has(name));
    const keys: { key: ForeignKey; rows: readonly Sample[] }[] = [];
    for (const key of one.foreignKeys) {
      const rows = this.rowsOf(key.to).filter((row) => key.toColumns.every((name) => row.get(name) != null));
      const must = key.columns.every((name) => !isNullable(one, columnOf(table, name)!));
      if (rows.length === 0 && must && key.to !== table.name) {
        if (!this.promise(key)) return `it needs a row of ${key.to}, which has none`;
        keys.push({ key, rows: this.promisedRows(key) });
      } else keys.push({ key, rows });
    }
    const lists = this.listsOf(one, columns, keys);
    const groups: { group: string[]; found: Value[][] }[] = [];
    const wanting: ForeignKey[] = [];
    for (const group of groupsOf(
      this.sidesOf(one),
      columns.map(({ name }) => name),
    )) {
      const sides = this.sidesOf(one);
      const found = await this.chosen(sides, group, lists);
      if (found === undefined) continue;
      if (found.length > 0) {
        groups.push({ group, found });
        continue;
      }
      const free = keys
        .filter(({ key }) => key.columns.length === 1 && group.includes(key.columns[0]!))
        .map(({ key }) => key);
      const own = free.map(({ columns: [name] }) => [name!, this.ownOf(one, name!)] as const);
      const others = free.length === 0 ? [] : await this.chosen(sides, group, new Map([...lists, ...own]));
      if (!others || others.length === 0) return `no values of ${group.join(', ')} satisfy its rules`;
      groups.push({ group, found: others });
      wanting.push(...free);
    }
    return {
      wanting,
      row: (number, attempt, withNulls) =>
        composeRow({ one, columns, keys, lists, groups, promised }, { number, attempt, withNulls }),
    };
  }

  private async chosen(
    sides: readonly Side[],
    group: readonly string[],
    lists: ReadonlyMap<string, readonly Value[]>,
  ): Promise<Value[][] | undefined> {
    const found = await tried(sides[0]!.database, () => choose(sides, group, lists));
    return 'value' in found ? found.value : undefined;
  }

  private ownOf(one: Planned, column: string): readonly Value[] {
    return this.sources.candidates.get(one.table.name)?.get(column) ?? [];
  }

  /** Values of columns that only NEW has, and that must have one. */
  added({ later, names }: Planned, number: number): Sample {
    const shared = new Set(names.values());
    const values = new Values(this.sources.after.tables.types);
    const added = (later?.columns ?? []).filter(
      ({ name, notNull, filled, hasDefault }) =>
        notNull && filled === null && !hasDefault && !shared.has(name),
    );
    return new Map(added.map((column) => [column.name, values.of(column, [])[number] ?? null]));
  }

  /** The foreign key of the row that leads nowhere; the database does not look. */
  dangling({ table, foreignKeys }: Planned, row: Sample): string | undefined {
    const wrong = foreignKeys.find(({ columns, to, toColumns }) => {
      const values = columns.map((name) => row.get(name) ?? null);
      if (values.includes(null)) return false;
      const there = [
        ...this.rowsOf(to),
        ...(to === table.name ? [row] : []),
        ...this.promisedRows({ columns, to, toColumns }),
      ];
      return !there.some((other) => toColumns.every((name, n) => other.get(name) === values[n]));
    });
    return wrong && `no row of ${wrong.to} has its ${wrong.columns.join(', ')}`;
  }

  rowsOf(name: string): readonly Sample[] {
    const one = this.byName.get(name);
    if (!one?.table.partitioned) return this.sources.rows.get(name) ?? [];
    const parts = this.sources.plan.filter(({ table }) => table.parents.includes(name));
    return parts.flatMap(({ table }) => this.rowsOf(table.name));
  }

  private promise({ to, toColumns }: ForeignKey): boolean {
    const target = this.byName.get(to);
    // A table that was filled before, and is empty, will not have rows later.
    if (!this.sources.mayPromise || !target || target.table.partitioned || this.sources.rows.has(to))
      return false;
    const its = this.promised.get(to) ?? new Map<string, string[]>();
    for (const name of toColumns) {
      const values = this.sources.candidates.get(to)?.get(name) ?? [];
      if (values.length === 0) return false;
      its.set(name, [...values]);
    }
    this.promised.set(to, its);
    return true;
  }

  private promisedRows({ to, toColumns }: ForeignKey): Sample[] {
    const its = this.promised.get(to);
    if (!its || !toColumns.every((name) => its.has(name))) return [];
    return [0, 1, 2].map(
      (n) => new Map(toColumns.map((name) => [name, its.get(name)![n % its.get(name)!.length]!])),
    );
  }

  private sidesOf(one: Planned): Side[] {
    const { before, after } = this.sources;
    const old = { database: before.database, table: one.table };
    return one.later ? [old, { database: after.database, table: one.later }] : [old];
  }

  /** The values of each column, NULL among them where it may be; of a foreign key, those that are there. */
  private listsOf(
    one: Planned,
    columns: readonly Column[],
    keys: readonly { key: ForeignKey; rows: readonly Sample[] }[],
  ): Map<string, Value[]> {
    const lists = new Map<string, Value[]>();
    for (const column of columns) {
      const its = [...this.ownOf(one, column.name)];
      const of = keys.find(({ key }) => key.columns.includes(column.name));
      const at = of?.key.columns.indexOf(column.name) ?? 0;
      const there = of?.rows.map((row) => row.get(of.key.toColumns[at]!) ?? null) ?? [];
      const isSelf = of?.key.to === one.table.name;
      const list = of && !isSelf ? [...new Set(there)] : its;
      if (isNullable(one, column)) list.splice(3, 0, null);
      lists.set(column.name, list);
    }
    return lists;
  }
}

function isNullable(one: Planned, column: Column): boolean {
  return !column.notNull && !nowOf(one, column)?.notNull;
}

interface Parts {
  readonly one: Planned;
  readonly columns: readonly Column[];
  readonly keys: readonly { readonly key: ForeignKey; readonly rows: readonly Sample[] }[];
  readonly lists: ReadonlyMap<string, readonly Value[]>;
  readonly groups: readonly { readonly group: readonly string[]; readonly found: readonly Value[][] }[];
  readonly promised: ReadonlyMap<string, readonly string[]> | undefined;
}

interface Turn {
  readonly number: number;
  readonly attempt: number;
  readonly withNulls: boolean;
}

function composeRow(parts: Parts, turn: Turn): Sample | string {
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
