/**
 * Whether OR REPLACE can turn one view into another: its columns keep their names, order and types, and others follow.
 * Types are judged by what the query says; where it doesn't say enough, the answer is no.
 * https://www.postgresql.org/docs/current/sql-createview.html
 */
import type { Node, RangeVar, ResTarget, SelectStmt, ViewStmt } from '../../grammar.js';
import { strings } from '../../catalog/names.js';
import { shapeOf } from '../base/altered.js';

interface Column {
  readonly name: string;
  /** Equal texts mean equal types; undefined if the type is unknown. */
  readonly type: string | undefined;
}

/** True if each column of the old view is in its place in the new one. */
export function keepsColumns(before: ViewStmt, after: ViewStmt): boolean {
  const [old, wanted] = [columnsOf(before), columnsOf(after)];
  if (!old || !wanted || old.length > wanted.length) return false;
  const isSame = fromOf(before) === fromOf(after);
  return old.every(({ name, type }, at) => {
    const other = wanted[at]!;
    if (name !== other.name) return false;
    return type !== undefined && type === other.type ? true : isSame && sameExpression(before, after, at);
  });
}

const selectOf = ({ query }: ViewStmt): SelectStmt | undefined =>
  query && 'SelectStmt' in query ? (query.SelectStmt as SelectStmt) : undefined;

/** The first query of a UNION names the columns. */
function first(select: SelectStmt | undefined): SelectStmt | undefined {
  let found = select;
  while (found?.larg) found = found.larg;
  return found;
}

/** All that the type of an expression may depend on besides itself; of a UNION, all of it. */
function fromOf(view: ViewStmt): string {
  const select = selectOf(view);
  return select?.larg ? shapeOf(select) : shapeOf({ from: select?.fromClause, with: select?.withClause });
}

const targetsOf = (view: ViewStmt): ResTarget[] =>
  (first(selectOf(view))?.targetList ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget] : []));

const sameExpression = (before: ViewStmt, after: ViewStmt, at: number): boolean =>
  shapeOf(targetsOf(before)[at]?.val) === shapeOf(targetsOf(after)[at]?.val);

/** Undefined if the query doesn't spell its columns. */
function columnsOf(view: ViewStmt): Column[] | undefined {
  const select = selectOf(view);
  const aliases = strings(view.aliases);
  const relations = relationsIn(select?.fromClause);
  const targets = targetsOf(view);
  const columns = targets.map((target, at) => {
    const name = aliases[at] ?? target.name ?? nameOf(target.val);
    // The type in a UNION depends on all of its queries.
    const type = select?.larg ? undefined : typeOf(target.val, relations);
    return name === undefined ? undefined : { name, type };
  });
  return targets.length === 0 || columns.includes(undefined) ? undefined : (columns as Column[]);
}

/** The column's name of an unnamed target; undefined for `*`, and for what PostgreSQL always names. */
function nameOf(value: Node | undefined): string | undefined {
  const fields = value && 'ColumnRef' in value ? (value.ColumnRef.fields ?? []) : [];
  return fields.some((field) => 'A_Star' in field) ? undefined : strings(fields).at(-1);
}

/** Relations by the name that a query gives them; names that mean several things are left out. */
function relationsIn(from: readonly Node[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: Node | undefined): void => {
    if (node && 'JoinExpr' in node) {
      visit(node.JoinExpr.larg);
      visit(node.JoinExpr.rarg);
    } else if (node && 'RangeVar' in node) {
      const { schemaname, relname = '', alias }: RangeVar = node.RangeVar;
      // Without a schema it may be a name of WITH; with other names for its columns, these hide what they are.
      if (schemaname === undefined || alias?.colnames) return;
      found.set(alias?.aliasname ?? relname, `${schemaname}\0${relname}`);
    }
  };
  for (const node of from ?? []) visit(node);
  return found;
}

const COMPARES = new Set(['=', '<>', '<', '>', '<=', '>=']);

/** A text for the type of an expression, if its form determines it. */
function typeOf(value: Node | undefined, relations: ReadonlyMap<string, string>): string | undefined {
  if (!value) return undefined;
  if ('TypeCast' in value) return shapeOf(value.TypeCast.typeName);
  if ('BoolExpr' in value || 'NullTest' in value || 'BooleanTest' in value) return 'boolean';
  if ('SubLink' in value) return value.SubLink.subLinkType === 'EXISTS_SUBLINK' ? 'boolean' : undefined;
  if ('A_Expr' in value) {
    const operator = value.A_Expr.kind === 'AEXPR_OP' ? strings(value.A_Expr.name).at(-1) : undefined;
    return operator !== undefined && COMPARES.has(operator) ? 'boolean' : undefined;
  }
  if ('FuncCall' in value) {
    const name = strings(value.FuncCall.funcname);
    return name.length === 1 && name[0] === 'count' ? 'bigint' : undefined;
  }
  if (!('ColumnRef' in value)) return undefined;
  const parts = strings(value.ColumnRef.fields);
  const only = relations.size === 1 ? [...relations.values()][0] : undefined;
  const relation = parts.length === 2 ? relations.get(parts[0]!) : parts.length === 1 ? only : undefined;
  return relation === undefined ? undefined : `${relation}\0${parts.at(-1)}`;
}
