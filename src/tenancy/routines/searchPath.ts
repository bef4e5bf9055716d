/**
 * The `SET search_path` of CREATE FUNCTION: read by its tree, edited in its text, where everything else stays as it stood.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import {
  type CreateFunctionStmt,
  type DefElem,
  parseStatements,
  type Tree,
  type VariableSetStmt,
} from '../../grammar.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';

/** The schema of temporary objects. Where a path does not name it, PostgreSQL looks there first for tables and types. */
const TEMPORARY = 'pg_temp';

/** One schema each: `''` is none, and `'core, pg_temp'` in one pair of quotes is one of that name. */
export type Path = readonly string[];

export const quotedPath = (path: Path): string => path.map(quoteLiteral).join(', ');

/** As far as temporary objects are concerned: nothing of theirs is found before anything else. */
export const isClosed = (path: Path | undefined): boolean =>
  path !== undefined && path.indexOf(TEMPORARY) === path.length - 1 && path.length > 0;

/** The path with pg_temp at its end, and nowhere else. */
export const closedPath = (path: Path): Path => [...path.filter((schema) => schema !== TEMPORARY), TEMPORARY];

interface Clause {
  readonly stmt: CreateFunctionStmt;
  readonly set: VariableSetStmt | undefined;
  readonly offset: Tree['offset'];
}

/** The statement as it will stand in the output: a transform may have edited it. */
function treeOf({ sql, statement }: SchemaObject): Tree {
  if (sql === statement.text) return statement.tree!;
  const [tree] = parseStatements([sql]);
  if (tree && 'type' in tree) return tree;
  throw new Error(`${tree?.message}\nin: ${sql}`);
}

const optionsOf = ({ options = [] }: CreateFunctionStmt): DefElem[] =>
  options.flatMap((node) => ('DefElem' in node ? [node.DefElem] : []));

/** The last SET of search_path holds; one TO DEFAULT takes it away again. */
function clauseOf(object: SchemaObject): Clause {
  const { node, offset } = treeOf(object);
  const stmt = node as CreateFunctionStmt;
  const set = optionsOf(stmt)
    .flatMap(({ arg }) => (arg && 'VariableSetStmt' in arg ? [arg.VariableSetStmt] : []))
    .findLast(({ name }) => name === 'search_path');
  return { stmt, set: set?.kind === 'VAR_SET_DEFAULT' ? undefined : set, offset };
}

/** Undefined: it has none of its own, and runs with its caller's. FROM CURRENT is the empty one that the baseline runs with. */
export function pathOf(object: SchemaObject): Path | undefined {
  const { set } = clauseOf(object);
  return set && (set.args ?? []).map((node) => ('A_Const' in node ? (node.A_Const.sval?.sval ?? '') : ''));
}

/** The routine with that path: its own is replaced, or the clause put in front of its body. */
export function withPath(object: SchemaObject, path: Path): SchemaObject {
  const { stmt, set, offset } = clauseOf(object);
  const { sql } = object;
  const all = tokens(sql);
  const tokenAt = (location: number | undefined): number =>
    all.findIndex(({ start }) => start === offset(location));
  const put = (from: number, to: number, text: string): SchemaObject => ({
    ...object,
    sql: sql.slice(0, from) + text + sql.slice(to),
  });
  if (set) {
    const places = (set.args ?? []).map((node) =>
      tokenAt('A_Const' in node ? node.A_Const.location : undefined),
    );
    if (places.length > 0) return put(all[places[0]!]!.start, all[places.at(-1)!]!.end, quotedPath(path));
    // FROM CURRENT: the two words behind the name.
    const at = all.findIndex(
      (token, index) => keyword(sql, token) === 'FROM' && keyword(sql, all[index + 1]) === 'CURRENT',
    );
    return put(all[at]!.start, all[at + 1]!.end, `TO ${quotedPath(path)}`);
  }
  const options = optionsOf(stmt);
  const next = options.find(({ defname }) => defname === 'as') ?? options[0];
  const start = next ? offset(next.location) : bodyStart(sql, all);
  return put(start, start, `SET search_path TO ${quotedPath(path)}\n    `);
}

/** Of a routine without any option: RETURN, or BEGIN ATOMIC. */
function bodyStart(sql: string, all: readonly Token[]): number {
  const at = all.findIndex(
    (token, index) =>
      keyword(sql, token) === 'RETURN' ||
      (keyword(sql, token) === 'BEGIN' && keyword(sql, all[index + 1]) === 'ATOMIC'),
  );
  return all[at]!.start;
}
