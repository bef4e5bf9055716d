/** Compares a statement of the dump with one of the tool's by their trees, because pg_dump rewrites its text. */
import { strings } from '../../catalog/names.js';
import type { Node, Tree } from '../../grammar.js';

/** Fields that are no part of the definition: locations and OR REPLACE. */
const IGNORED = new Set(['location', 'stmt_location', 'stmt_len', 'replace']);

type Shape = Readonly<Record<string, unknown>>;

/** PostgreSQL's name for a column that is a call, with or without a cast. */
function nameOfCall(value: unknown): string | undefined {
  const { FuncCall: call, TypeCast: cast } = (value ?? {}) as {
    FuncCall?: { funcname?: Node[] };
    TypeCast?: { arg?: unknown };
  };
  return cast ? nameOfCall(cast.arg) : strings(call?.funcname).at(-1);
}

/** `NOT (a IS DISTINCT FROM b)`, as PostgreSQL prints `a IS NOT DISTINCT FROM b`. */
function notDistinct(value: Shape): Shape | undefined {
  const { BoolExpr: not } = value as { BoolExpr?: { boolop?: string; args?: Shape[] } };
  const inner = not?.boolop === 'NOT_EXPR' ? (not.args?.[0]?.['A_Expr'] as Shape | undefined) : undefined;
  return inner?.['kind'] === 'AEXPR_DISTINCT'
    ? { A_Expr: { ...inner, kind: 'AEXPR_NOT_DISTINCT' } }
    : undefined;
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const shape = notDistinct(value as Shape) ?? (value as Shape);
  const entries = Object.entries(shape).filter(([name, one]) => {
    // The alias that PostgreSQL prints for a call without one.
    if (name === 'name' && one === nameOfCall(shape['val'])) return false;
    return !IGNORED.has(name);
  });
  // A function's options may have any order.
  return entries
    .map(([name, one]) => [
      name,
      name === 'options' && Array.isArray(one) ? one.map(normal).map(text).toSorted() : normal(one),
    ])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

const text = (value: unknown): string => JSON.stringify(value);

interface Defined {
  readonly type: string;
  readonly node: object;
}

export const sameDefinition = (a: Defined, b: Defined): boolean =>
  a.type === b.type && text(normal(a.node)) === text(normal(b.node));

/** A view's query with unqualified columns, as written: PostgreSQL qualifies them with their table. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const { ColumnRef: column } = value as { ColumnRef?: { fields?: unknown[] } };
  if (column) return { ColumnRef: { fields: column.fields?.slice(-1) } };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bare(one)]));
}

export const sameView = (a: Tree, b: Tree): boolean =>
  sameDefinition({ ...a, node: bare(a.node) as object }, { ...b, node: bare(b.node) as object });
