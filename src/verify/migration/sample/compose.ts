/** Finds out what the rows of a table can be made of. */
import type { Candidates, Half } from './candidates.js';
import { choose, groupsOf, type Side, type Value } from './choices.js';
import { columnOf, type Planned } from './plan.js';
import type { Column, ForeignKey } from '../base/tables.js';
import { composeRow, isNullable, type Sample } from './row.js';
import { tried } from './tried.js';
import { Values } from './values.js';

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
