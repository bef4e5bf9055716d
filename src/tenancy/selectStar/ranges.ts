/**
 * What stands in FROM, and how its columns are written one by one.
 * https://www.postgresql.org/docs/current/queries-table-expressions.html
 */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Column, Columns } from './columns.js';

export interface Range extends Columns {
  /** What columns are named by; undefined for a join, and for a subquery without an alias. */
  readonly alias: string | undefined;
  /** The relation's name with its schema, where a column may be named by it. */
  readonly relation?: Name;
  /** Whose rows its rows are. */
  readonly row?: Key | undefined;
  readonly join?: Join;
}

interface Join {
  readonly type: string;
  readonly left: Range;
  readonly right: Range;
  /** Columns of USING, which both sides have and the join once; undefined where they cannot be told. */
  readonly merged: readonly string[] | undefined;
}

export const count = (columns: readonly Column[], name: string): number =>
  columns.filter((column) => column.name === name).length;

/** Those that a column can be named by. */
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

/** A join: the merged columns, then the rest of the left side, then that of the right. */
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

/** Columns of the list under the names that an alias gives the first of them. */
export const renamed = (
  columns: readonly Column[] | undefined,
  names: readonly string[],
): readonly Column[] | undefined =>
  columns?.map((column, at) => (names[at] === undefined ? column : { ...column, name: names[at] }));

/** All that one level of a query reads, with the texts that name its columns. */
export class Level {
  constructor(private readonly ranges: readonly Range[]) {}

  private get all(): Range[] {
    return this.ranges.flatMap(leaves);
  }

  /** `p`, or `clinical.patients` where the alias of another is the same; undefined where neither tells. */
  private prefix({ alias, relation }: Range): string | undefined {
    if (alias === undefined) return undefined;
    const same = this.all.filter((other) => other.alias === alias);
    if (same.length === 1) return quoteIdentifier(alias);
    const own = relation && quoteName(relation);
    const others = same.filter((other) => other.relation && quoteName(other.relation) === own);
    return others.length === 1 ? own : undefined;
  }

  /** How often a column of that name can be meant; undefined where the columns of one range cannot be told. */
  visible(name: string, when: 'given' | 'now'): number | undefined {
    let out = 0;
    for (const range of this.ranges) {
      const columns = range[when];
      if (!columns) return undefined;
      out += count(columns, name);
    }
    return out;
  }

  /** `p.name`, or `name` where nothing else has the name: one that the dump's text could mean. */
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

  /** The column of USING: of an inner join it is the left one, where both are of one type. */
  private merged({ join }: Range, name: string): string | undefined {
    if (this.visible(name, 'now') === 1) return quoteIdentifier(name);
    const { left, right, type } = join!;
    const [one, other] = [left, right].map(({ given }) => given?.find((column) => column.name === name));
    if (type === 'JOIN_FULL' || one?.type === undefined || one.type !== other?.type) return undefined;
    return this.column(type === 'JOIN_RIGHT' ? right : left, name);
  }

  /** What `*` meant in the dump; undefined where it cannot be written. */
  star(): string[] | undefined {
    return all(this.ranges.map((range) => this.spelled(range, [])));
  }

  /** @param without columns that a join around it has merged */
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

/** The lists in one; undefined where one is. */
function all(lists: readonly (readonly string[] | undefined)[] | undefined): string[] | undefined {
  const out: string[] = [];
  for (const list of lists ?? [undefined]) {
    if (!list) return undefined;
    out.push(...list);
  }
  return out;
}
