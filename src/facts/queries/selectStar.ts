/** `SELECT *`: the tables whose columns a query's stars expand to, and the INSERT's target. */
import { strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { InsertStmt, Node, RangeVar, SelectStmt, WithClause } from '../../grammar.js';

export interface Rows {
  /** The table of that name; undefined without one. */
  readonly find: (parts: readonly string[]) => Key | undefined;
  /** The tables of NEW and OLD. */
  readonly current: readonly Key[];
}

export interface Stars {
  /** Number of expressions in its list. */
  readonly targets: number;
  readonly stars: readonly Key[];
  /** INSERT INTO, and whether it has a list of columns. */
  readonly into?: { readonly table: Key | undefined; readonly columns: boolean };
}

type Scope = ReadonlyMap<string, readonly Key[]>;

const partsOf = ({ schemaname, relname = '' }: RangeVar): string[] => [
  ...(schemaname === undefined ? [] : [schemaname]),
  relname,
];

/** Tables in FROM, by their alias or name. */
function scopeOf(from: readonly Node[] | undefined, outer: Scope, rows: Rows): Map<string, readonly Key[]> {
  const out = new Map<string, readonly Key[]>();
  for (const node of from ?? []) {
    if ('RangeVar' in node) {
      const { alias, relname = '', schemaname } = node.RangeVar;
      const table = rows.find(partsOf(node.RangeVar));
      const named = schemaname === undefined ? outer.get(relname) : undefined;
      out.set(alias?.aliasname ?? relname, named ?? (table === undefined ? [] : [table]));
    } else if ('JoinExpr' in node) {
      const { larg, rarg } = node.JoinExpr;
      for (const [name, tables] of scopeOf(
        [larg, rarg].filter((one) => one !== undefined),
        outer,
        rows,
      ))
        out.set(name, tables);
    } else if ('RangeSubselect' in node) {
      const { alias, subquery } = node.RangeSubselect;
      out.set(alias?.aliasname ?? '', starsOf(subquery, rows, outer).stars);
    }
  }
  return out;
}

/** WITH x AS (DELETE FROM a RETURNING *): the tables that `SELECT * FROM x` expands. */
function withScope(clause: WithClause | undefined, outer: Scope, rows: Rows): Scope {
  const out = new Map(outer);
  for (const node of clause?.ctes ?? []) {
    if (!('CommonTableExpr' in node)) continue;
    const { ctename = '', ctequery } = node.CommonTableExpr;
    out.set(ctename, starsOf(ctequery, rows, out).stars);
  }
  return out;
}

/** The tables of an expression with a star; undefined for any other. */
function starOf(value: Node | undefined, scope: Scope, rows: Rows): readonly Key[] | undefined {
  if (!value) return undefined;
  if ('ResTarget' in value) return starOf(value.ResTarget.val, scope, rows);
  const named = (name: string | undefined): readonly Key[] =>
    name === undefined
      ? [...scope.values()].flat()
      : (scope.get(name) ?? (/^(new|old)$/.test(name) ? rows.current : []));
  if ('ColumnRef' in value) {
    const { fields = [] } = value.ColumnRef;
    return 'A_Star' in (fields.at(-1) ?? {}) ? named(strings(fields).at(-1)) : undefined;
  }
  if (!('A_Indirection' in value)) return undefined;
  const { arg, indirection = [] } = value.A_Indirection;
  if (!('A_Star' in (indirection.at(-1) ?? {})) || !arg || !('ColumnRef' in arg)) return undefined;
  return named(strings(arg.ColumnRef.fields).at(-1));
}

function ofList(list: readonly Node[] | undefined, scope: Scope, rows: Rows): Stars {
  const stars = (list ?? []).flatMap((one) => starOf(one, scope, rows) ?? []);
  return { targets: list?.length ?? 0, stars };
}

/** A UNION's names come from its first part. A loop, since a long UNION nests deeply to the left. */
function ofSelect(select: SelectStmt, outer: Scope, rows: Rows): Stars {
  let first = select;
  let inner = withScope(first.withClause, outer, rows);
  const rest: (readonly Key[])[] = [];
  for (; first.larg && first.rarg; first = first.larg, inner = withScope(first.withClause, inner, rows))
    rest.push(ofSelect(first.rarg, inner, rows).stars);
  const { targets, stars } = ofQuery(first, inner, rows);
  return { targets, stars: [...stars, ...rest.toReversed().flat()] };
}

function ofQuery(select: SelectStmt, inner: Scope, rows: Rows): Stars {
  const [values] = select.valuesLists ?? [];
  if (values) return ofList('List' in values ? values.List.items : [], inner, rows);
  return ofList(select.targetList, scopeOf(select.fromClause, inner, rows), rows);
}

function ofInsert(insert: InsertStmt, outer: Scope, rows: Rows): Stars {
  const inner = withScope(insert.withClause, outer, rows);
  const { selectStmt: source, relation, cols } = insert;
  const table = relation && rows.find(partsOf(relation));
  const from =
    source && 'SelectStmt' in source ? ofSelect(source.SelectStmt, inner, rows) : { targets: 0, stars: [] };
  return { ...from, into: { table, columns: (cols ?? []).length > 0 } };
}

/** @param tree a statement, as `{ SelectStmt: … }` */
export function starsOf(tree: unknown, rows: Rows, scope: Scope = new Map()): Stars {
  const node = (tree ?? {}) as Node;
  if ('SelectStmt' in node) return ofSelect(node.SelectStmt, scope, rows);
  if ('InsertStmt' in node) return ofInsert(node.InsertStmt, scope, rows);
  const changed = 'DeleteStmt' in node ? node.DeleteStmt : 'UpdateStmt' in node ? node.UpdateStmt : undefined;
  if (!changed?.relation) return { targets: 0, stars: [] };
  const own = scopeOf([{ RangeVar: changed.relation }], scope, rows);
  return ofList(changed.returningClause?.exprs, own, rows);
}
