/**
 * Items of FROM, and the texts that list their columns.
 * https://www.postgresql.org/docs/current/queries-table-expressions.html
 */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Column, Columns } from './columns.js';

export interface Range extends Columns {
  /** The qualifier of its columns; undefined for a join, and for a subquery without an alias. */
  readonly alias: string | undefined;
  /** The qualified relation name, if columns may use it. */
  readonly relation?: Name;
  /** The table whose rows it has. */
  readonly row?: Key | undefined;
  readonly join?: Join;
}

interface Join {
  readonly type: string;
  readonly left: Range;
  readonly right: Range;
  /** USING columns, which the join has once; undefined where unknown. */
  readonly merged: readonly string[] | undefined;
}

export const count = (columns: readonly Column[], name: string): number =>
  columns.filter((column) => column.name === name).length;

/** The ranges that can qualify a column. */
export const leaves = (range: Range): Range[] =>
  range.join && range.alias === undefined
    ? [...leaves(range.join.left), ...leaves(range.join.right)]
    : [range];

function joinedColumns(
  left: readonly Column[] | undefined,
  right: readonly Column[] | undefined,
  merged: readonly string[] | undefined,
): Column[] | undefined {
  if (!left || !right || !merged) return undefined;
  const once = merged.map((name) => left.find((column) => column.name === name) ?? { name });
  const rest = [...left, ...right].filter(({ name }) => !merged.includes(name));
  return [...once, ...rest];
}

/** A join: the merged columns, then the rest of the left side, then of the right. */
export function joined(join: Join): Range {
  const { left, right, merged } = join;
  return {
    alias: undefined,
    given: joinedColumns(left.given, right.given, merged),
    now: joinedColumns(left.now, right.now, merged),
    grows: left.grows || right.grows,
    join,
  };
}

/** The columns, the first ones renamed by an alias's list. */
export const renamed = (
  columns: readonly Column[] | undefined,
  names: readonly string[],
): readonly Column[] | undefined =>
  columns?.map((column, at) => (names[at] === undefined ? column : { ...column, name: names[at] }));

/** The items of one query level, with texts for their columns. */
export class Level {
  constructor(private readonly ranges: readonly Range[]) {}

  private get all(): Range[] {
    return this.ranges.flatMap(leaves);
  }

  /** `p`, or `clinical.patients` if another item has the same alias; undefined where both are ambiguous. */
  private prefix({ alias, relation }: Range): string | undefined {
    if (alias === undefined) return undefined;
    const same = this.all.filter((other) => other.alias === alias);
    if (same.length === 1) return quoteIdentifier(alias);
    const own = relation && quoteName(relation);
    const others = same.filter((other) => other.relation && quoteName(other.relation) === own);
    return others.length === 1 ? own : undefined;
  }

  /** Number of columns with that name; undefined where one range's columns are unknown. */
  visible(name: string, when: 'given' | 'now'): number | undefined {
    let out = 0;
    for (const range of this.ranges) {
      const columns = range[when];
      if (!columns) return undefined;
      out += count(columns, name);
    }
    return out;
  }

  /** `p.name`, or `name` for an unqualifiable but unique column; undefined if the column cannot be named. */
  column(range: Range, name: string): string | undefined {
    if (range.join && range.alias === undefined) {
      const { left, right, merged } = range.join;
      if (merged?.includes(name)) return this.merged(range, name);
      const side = [left, right].find(({ given }) => given && count(given, name) > 0);
      return side && this.column(side, name);
    }
    if (!range.now || count(range.now, name) !== 1) return undefined;
    const prefix = this.prefix(range);
    if (prefix !== undefined) return `${prefix}.${quoteIdentifier(name)}`;
    return range.alias === undefined && this.visible(name, 'now') === 1 ? quoteIdentifier(name) : undefined;
  }

  /** The USING column: an inner join has the left one, if both have the same type. */
  private merged({ join }: Range, name: string): string | undefined {
    if (this.visible(name, 'now') === 1) return quoteIdentifier(name);
    const { left, right, type } = join!;
    const [one, other] = [left, right].map(({ given }) => given?.find((column) => column.name === name));
    if (type === 'JOIN_FULL' || one?.type === undefined || one.type !== other?.type) return undefined;
    return this.column(type === 'JOIN_RIGHT' ? right : left, name);
  }

  /** The dump's expansion of `*`; undefined where it cannot be written. */
  star(): string[] | undefined {
    return all(this.ranges.map((range) => this.spelled(range, [])));
  }

  /** @param without columns merged by a surrounding join */
  private spelled(range: Range, without: readonly string[]): string[] | undefined {
    const { alias, join, given, grows } = range;
    if (join && alias === undefined) {
      const { left, right, merged } = join;
      if (!merged) return undefined;
      const inner = [...without, ...merged];
      const once = merged
        .filter((name) => !without.includes(name))
        .map((name) => {
          const text = this.merged(range, name);
          return text === undefined ? undefined : [text];
        });
      return all([...once, this.spelled(left, inner), this.spelled(right, inner)]);
    }
    const prefix = this.prefix(range);
    if (!grows && prefix !== undefined && (without.length === 0 || (given && !clash(given, without))))
      return [`${prefix}.*`];
    return all(
      given
        ?.filter(({ name }) => !without.includes(name))
        .map(({ name }) => {
          const text = this.column(range, name);
          return text === undefined ? undefined : [text];
        }),
    );
  }
}

const clash = (columns: readonly Column[], names: readonly string[]): boolean =>
  columns.some(({ name }) => names.includes(name));

/** Concatenates the lists; undefined if one is. */
function all(lists: readonly (readonly string[] | undefined)[] | undefined): string[] | undefined {
  const out: string[] = [];
  for (const list of lists ?? [undefined]) {
    if (!list) return undefined;
    out.push(...list);
  }
  return out;
}
