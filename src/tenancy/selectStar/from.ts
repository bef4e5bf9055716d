/** The items of FROM as ranges. https://www.postgresql.org/docs/current/sql-select.html#SQL-FROM */
import { type Name, quoteIdentifier, strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Edit } from '../../source/edits.js';
import type {
  Alias,
  JoinExpr,
  Node,
  RangeFunction,
  RangeSubselect,
  RangeVar,
  WithClause,
} from '../../grammar.js';
import { type Columns, unchanged } from './columns.js';
import type { Places } from './places.js';
import { count, joined, type Range, renamed } from './ranges.js';
import { cteNamed, type Scope, within } from './scope.js';

/**
 * Why the text cannot keep its meaning. `row`: it returns whole rows of a table, as intended; `whole`: it passes them
 * to a function that shows all their columns.
 */
export type Problem = 'star' | 'natural' | 'column' | 'aliases' | 'using' | 'row' | 'whole';

/** Names and columns of the dump. */
export interface Lookup {
  /** The dump's relation; undefined for others. */
  readonly relation: (name: RangeVar) => { readonly key: Key; readonly columns: Columns } | undefined;
  /** The columns that a function of the dump returns. */
  readonly returned: (call: unknown) => (Columns & { readonly row?: Key | undefined }) | undefined;
  /** The columns of a table that is a column's type. */
  readonly rows: (key: Key) => Columns | undefined;
  /** Qualified names for parameters hidden by columns. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** The interface of a statement's reader for the readers of its parts. */
export interface Reader {
  readonly places: Places;
  readonly lookup: Lookup;
  put(edit: Edit): void;
  problem(problem: Problem, about?: string): void;
  query(tree: Node, scope: Scope): Columns;
  targets(list: readonly Node[], scope: Scope, keepsRow?: boolean): Columns;
  withClause(clause: WithClause | undefined, outer: Scope): Scope;
  expression(tree: unknown, scope: Scope): void;
}

/** The columns, renamed by the alias. */
function aliased(alias: Alias | undefined, columns: Columns): Columns {
  const names = strings(alias?.colnames);
  return names.length === 0
    ? columns
    : { ...columns, given: renamed(columns.given, names), now: renamed(columns.now, names) };
}

/** Adds the ranges of one item to the scope. */
export function readItem(node: Node, scope: Scope, reader: Reader): void {
  scope.ranges.push(rangeOf(node, scope, reader));
}

function rangeOf(node: Node, scope: Scope, reader: Reader): Range {
  if ('RangeVar' in node) return tableRange(node.RangeVar, scope, reader);
  if ('JoinExpr' in node) return joinRange(node.JoinExpr, scope, reader);
  if ('RangeSubselect' in node) return subqueryRange(node.RangeSubselect, scope, reader);
  if ('RangeFunction' in node) return functionRange(node.RangeFunction, scope, reader);
  if ('RangeTableSample' in node) {
    const { relation, ...rest } = node.RangeTableSample;
    reader.expression(rest, scope);
    return rangeOf(relation!, scope, reader);
  }
  const [inner] = Object.values(node) as { alias?: Alias }[];
  const { alias, ...rest } = inner ?? {};
  reader.expression(rest, scope);
  return { alias: alias?.aliasname, ...unchanged(undefined) };
}

/** A table of FROM, or a CTE of that name. */
export function tableRange(table: RangeVar, scope: Scope, reader: Reader): Range {
  const { alias, relname = '', schemaname: schema } = table;
  const cte = schema === undefined ? cteNamed(relname, scope) : undefined;
  const found = cte ? undefined : reader.lookup.relation(table);
  const columns = cte ?? found?.columns ?? unchanged(undefined);
  const relation: Name | undefined =
    alias === undefined && schema !== undefined ? { schema, name: relname } : undefined;
  return {
    alias: alias?.aliasname ?? relname,
    ...(relation ? { relation } : {}),
    row: found?.key,
    ...renumbered(table, columns, reader),
  };
}

/** An alias names columns by position. If inherited columns now come between them, its list must name those too. */
function renumbered({ alias, location }: RangeVar, columns: Columns, reader: Reader): Columns {
  const names = strings(alias?.colnames);
  const { given, now } = columns;
  const moved = given && now && names.some((_, at) => given[at]?.name !== now[at]?.name);
  if (!moved) {
    if (names.length > 0 && columns.grows && !given) reader.problem('aliases');
    return aliased(alias, columns);
  }
  const aliases = new Map(names.map((name, at) => [given[at]!.name, name]));
  const last = now.findLastIndex(({ name }) => aliases.has(name));
  const list = now.slice(0, last + 1).map(({ name }) => aliases.get(name) ?? name);
  const place = reader.places.aliases(reader.places.of(location), names.length);
  if (place) reader.put({ ...place, text: `(${list.map(quoteIdentifier).join(', ')})` });
  else reader.problem('aliases');
  return { ...columns, given: renamed(given, names), now: renamed(now, list) };
}

function subqueryRange({ alias, subquery, lateral }: RangeSubselect, scope: Scope, reader: Reader): Range {
  const outer = lateral ? scope : within(scope.parent, { aside: scope.aside, ctes: scope.ctes });
  return { alias: alias?.aliasname, ...aliased(alias, reader.query(subquery!, outer)) };
}

function functionRange(range: RangeFunction, scope: Scope, reader: Reader): Range {
  const { alias, functions = [], coldeflist = [], ordinality } = range;
  reader.expression(functions, scope);
  const named = coldeflist.flatMap((node) => ('ColumnDef' in node ? (node.ColumnDef.colname ?? '') : []));
  const calls = functions.map((node) => ('List' in node ? node.List.items?.[0] : node));
  const results = calls.map((call) => reader.lookup.returned(call));
  const result = results.length === 1 ? results[0] : undefined;
  const columns: Columns =
    named.length > 0
      ? unchanged(named.map((name) => ({ name })))
      : result && !ordinality
        ? result
        : { given: undefined, now: undefined, grows: results.some((one) => one?.grows === true) };
  const [call] = calls;
  const name = call && 'FuncCall' in call ? strings(call.FuncCall.funcname).at(-1) : undefined;
  return { alias: alias?.aliasname ?? name, row: result?.row, ...aliased(alias, columns) };
}

function joinRange(join: JoinExpr, scope: Scope, reader: Reader): Range {
  const { alias, larg, rarg, quals, jointype = 'JOIN_INNER' } = join;
  const before = scope.ranges.length;
  const left = rangeOf(larg!, scope, reader);
  scope.ranges.push(left);
  const right = rangeOf(rarg!, scope, reader);
  scope.ranges.length = before;
  // ON sees the two sides, and not items before the join.
  const sides = within(scope.parent, { ranges: [left, right], aside: scope.aside, ctes: scope.ctes });
  if (quals) reader.expression(quals, sides);
  const merged = join.isNatural ? natural(join, left, right, reader) : strings(join.usingClause);
  if (!join.isNatural) for (const name of merged ?? []) checkUsing(name, [left, right], reader);
  const out = joined({ type: jointype, left, right, merged });
  return alias ? { ...out, ...aliased(alias, out), alias: alias.aliasname } : out;
}

/** USING needs the column exactly once on each side. */
function checkUsing(name: string, sides: readonly Range[], reader: Reader): void {
  for (const { given, now } of sides)
    if (given && now && count(given, name) === 1 && count(now, name) > 1) reader.problem('using', name);
}

const common = (left: Range['given'], right: Range['given']): string[] | undefined =>
  left && right && left.map(({ name }) => name).filter((name) => count(right, name) > 0);

/** NATURAL JOIN over the columns that both sides had; rewritten to USING if they now have more in common. */
function natural(join: JoinExpr, left: Range, right: Range, reader: Reader): string[] | undefined {
  const merged = common(left.given, right.given);
  const now = common(left.now, right.now);
  if (!merged || !now) {
    if (left.grows || right.grows) reader.problem('natural');
    return merged;
  }
  if (now.length === merged.length) return merged;
  const place = reader.places.natural(join.larg, join.rarg);
  if (!place) {
    reader.problem('natural');
    return merged;
  }
  for (const name of merged) checkUsing(name, [left, right], reader);
  // Without a common column it is a cross join.
  if (merged.length === 0 && (join.jointype ?? 'JOIN_INNER') === 'JOIN_INNER') {
    reader.put({ start: place.word.start, end: place.join, text: 'CROSS ' });
    return merged;
  }
  const using = merged.length > 0 ? `USING (${merged.map(quoteIdentifier).join(', ')})` : 'ON true';
  reader.put({ ...place.word, text: '' });
  reader.put({ start: place.end, end: place.end, text: ` ${using}` });
  return merged;
}
