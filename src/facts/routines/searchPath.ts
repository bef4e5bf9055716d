/**
 * The `SET search_path` of CREATE FUNCTION: read from its tree, edited in its text, the rest of which stays unchanged.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import {
  type AlterFunctionStmt,
  type CreateFunctionStmt,
  type DefElem,
  parseStatements,
  type Tree,
  type VariableSetStmt,
} from '../../grammar.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';

/** The temporary schema. Unless a path names it, PostgreSQL searches it first for tables and types. */
const TEMPORARY = 'pg_temp';

/** One element per schema: `''` is none, and `'core, pg_temp'` in one pair of quotes is one name. */
export type Path = readonly string[];

export const quotedPath = (path: Path): string => path.map(quoteLiteral).join(', ');

/** True where pg_temp is last and named once: temporary objects never come before others. */
export const isClosed = (path: Path | undefined): boolean =>
  path !== undefined && path.indexOf(TEMPORARY) === path.length - 1 && path.length > 0;

/** The path with pg_temp at its end only. */
export const closedPath = (path: Path): Path => [...path.filter((schema) => schema !== TEMPORARY), TEMPORARY];

interface Clause {
  readonly options: readonly DefElem[];
  readonly set: VariableSetStmt | undefined;
  readonly offset: Tree['offset'];
}

/** The tree of the output's statement, which a transform may have edited. */
function treeOf({ sql, statement }: SchemaObject): Tree {
  if (sql === statement.text) return statement.tree!;
  const [tree] = parseStatements([sql]);
  if (tree && 'type' in tree) return tree;
  throw new Error(`${tree?.message}\nin: ${sql}`);
}

/** The last SET of search_path applies. */
function clauseOf(object: SchemaObject): Clause {
  const { node, offset } = treeOf(object);
  const { options, actions } = node as CreateFunctionStmt & AlterFunctionStmt;
  const all = (options ?? actions ?? []).flatMap((one) => ('DefElem' in one ? [one.DefElem] : []));
  const set = all
    .flatMap(({ arg }) => (arg && 'VariableSetStmt' in arg ? [arg.VariableSetStmt] : []))
    .findLast(({ name, kind }) => name === 'search_path' || kind === 'VAR_RESET_ALL');
  return { options: all, set, offset };
}

/** True where CREATE or ALTER sets it, also by RESET. */
export const setsPath = (object: SchemaObject): boolean => clauseOf(object).set !== undefined;

const VALUES: ReadonlySet<string> = new Set(['VAR_SET_VALUE', 'VAR_SET_CURRENT']);

/** Undefined without its own path: it runs with its caller's. FROM CURRENT is the baseline's empty one. */
export function pathOf(object: SchemaObject): Path | undefined {
  const { set } = clauseOf(object);
  if (!set || !VALUES.has(set.kind ?? '')) return undefined;
  return (set.args ?? []).map((node) => ('A_Const' in node ? (node.A_Const.sval?.sval ?? '') : ''));
}

/** Replaces the routine's search path, or inserts the clause before its body. */
export function withPath(object: SchemaObject, path: Path): SchemaObject {
  const { options, set, offset } = clauseOf(object);
  const { sql } = object;
  const all = tokens(sql);
  const tokenAt = (location: number | undefined): number =>
    all.findIndex(({ start }) => start === offset(location));
  const put = (from: number, to: number, text: string): SchemaObject => ({
    ...object,
    sql: sql.slice(0, from) + text + sql.slice(to),
  });
  if (set && VALUES.has(set.kind ?? '')) {
    const elements = (set.args ?? []).map((node) => {
      const { sval, location } = 'A_Const' in node ? node.A_Const : {};
      const { start, end } = all[tokenAt(location)]!;
      return { schema: sval?.sval ?? '', start, end };
    });
    const [first, last] = [elements[0], elements.at(-1)];
    // Existing elements keep their spelling.
    const written = new Map(elements.map(({ schema, start, end }) => [schema, sql.slice(start, end)]));
    const text = path.map((schema) => written.get(schema) ?? quoteLiteral(schema)).join(', ');
    if (first && last) return put(first.start, last.end, text);
    // FROM CURRENT: the two words after the name.
    const at = all.findIndex(
      (token, index) => keyword(sql, token) === 'FROM' && keyword(sql, all[index + 1]) === 'CURRENT',
    );
    return put(all[at]!.start, all[at + 1]!.end, `TO ${text}`);
  }
  const next = options.find(({ defname }) => defname === 'as') ?? options[0];
  const start = next ? offset(next.location) : bodyStart(sql, all);
  return put(start, start, `SET search_path TO ${quotedPath(path)}\n    `);
}

/** For a routine without options: RETURN or BEGIN ATOMIC. */
function bodyStart(sql: string, all: readonly Token[]): number {
  const at = all.findIndex(
    (token, index) =>
      keyword(sql, token) === 'RETURN' ||
      (keyword(sql, token) === 'BEGIN' && keyword(sql, all[index + 1]) === 'ATOMIC'),
  );
  return all[at]!.start;
}
