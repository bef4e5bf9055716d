/** Columns in expressions: `x.*`, `(x).*`, and unqualified names. */
import { quoteIdentifier, strings } from '../../catalog/names.js';
import type { ColumnRef, FuncCall, Node, RangeVar, ResTarget } from '../../grammar.js';
import type { Column, Columns } from './columns.js';
import { unchanged } from './columns.js';
import type { Problem, Reader } from './from.js';
import { count, Level } from './ranges.js';
import { bare, columnNamed, rangeNamed, type Scope } from './scope.js';

const isStar = (node: Node | undefined): boolean => node !== undefined && 'A_Star' in node;

/** A position where a name may be an output column of the query. */
export interface Position {
  readonly scope: Scope;
  readonly names: readonly string[] | undefined;
  /** The meaning of an ambiguous name: ORDER BY takes the output column, GROUP BY that of a table. */
  readonly prefers: 'output' | 'input';
}

/** The columns of a star, written out if it has more columns now; undefined for other expressions. */
export function spellStar(
  value: Node,
  offset: number,
  scope: Scope,
  query: Reader,
  keepsRow: boolean,
): Columns | undefined {
  if ('ColumnRef' in value) {
    const { fields = [] } = value.ColumnRef;
    if (!isStar(fields.at(-1))) return undefined;
    const parts = strings(fields);
    if (parts.length === 0) return spellAll(offset, scope, query, keepsRow);
    return spellRow(rangeNamed(parts, scope)?.range, offset, query, keepsRow);
  }
  if (!('A_Indirection' in value) || !isStar(value.A_Indirection.indirection?.at(-1))) return undefined;
  const { arg, indirection = [] } = value.A_Indirection;
  const row = indirection.length === 1 ? rowOf(arg!, scope, query) : undefined;
  if (!('ColumnRef' in arg!)) query.expression(arg, scope);
  return spellRow(row, offset, query, keepsRow);
}

/** `*` for all items of FROM. */
function spellAll(offset: number, { ranges }: Scope, query: Reader, keepsRow: boolean): Columns {
  const given = ranges.every((range) => range.given) ? ranges.flatMap((range) => range.given!) : undefined;
  if (!ranges.some(({ grows }) => grows)) return unchanged(given);
  if (keepsRow) return kept(query);
  const texts = new Level(ranges).star();
  const place = query.places.star(offset);
  if (!texts || texts.length === 0 || !place) return unwritten(query);
  query.put({ ...place.whole, text: texts.join(', ') });
  return unchanged(given);
}

const unwritten = (query: Reader): Columns => unspelled(query, 'star');
const kept = (query: Reader): Columns => unspelled(query, 'row');

function unspelled(query: Reader, problem: Problem): Columns {
  query.problem(problem);
  return { given: undefined, now: undefined, grows: true };
}

/** `x.*` and `(x).*`: repeats the prefix before each column. */
function spellRow(row: Columns | undefined, offset: number, query: Reader, keepsRow: boolean): Columns {
  if (!row?.grows) return unchanged(row?.given);
  if (keepsRow) return kept(query);
  const { given, now } = row;
  const place = offset > 0 ? query.places.star(offset) : undefined;
  const told = given && now && given.length > 0 && given.every(({ name }) => count(now, name) === 1);
  if (!told || !place) return unwritten(query);
  const texts = given.map(({ name }) => `${place.prefix}${quoteIdentifier(name)}`);
  query.put({ ...place.whole, text: texts.join(', ') });
  return unchanged(given);
}

/** The row type of an expression: a table's row, a composite column, or a function's result. */
function rowOf(value: Node, scope: Scope, query: Reader): Columns | undefined {
  if ('FuncCall' in value) return query.lookup.returned(value);
  if ('TypeCast' in value) {
    const [schema, name] = strings(value.TypeCast.typeName?.names).slice(-2);
    const relation = name === undefined ? { relname: schema } : { schemaname: schema, relname: name };
    return query.lookup.relation(relation as RangeVar)?.columns;
  }
  if (!('ColumnRef' in value)) return undefined;
  const parts = strings(value.ColumnRef.fields);
  const column = columnNamed(parts, scope);
  if (column) return column.row === undefined ? undefined : query.lookup.rows(column.row);
  return rangeNamed(parts, scope)?.range;
}

/** Functions whose result shows every column of a row. https://www.postgresql.org/docs/current/functions-json.html */
const SHOWING =
  /^(?:row_to_json|to_jsonb?|jsonb?_agg(?:_strict)?|jsonb?_build_(?:object|array)|array_agg|hstore)$/;

/** Notes a table's row as argument of such a function, as `t.*` or `t`. */
export function noteWholeRows({ funcname, args = [] }: FuncCall, scope: Scope, query: Reader): void {
  if (!SHOWING.test(strings(funcname).at(-1) ?? '')) return;
  for (const value of args) {
    if (!('ColumnRef' in value)) continue;
    const parts = strings(value.ColumnRef.fields);
    const isColumn = !isStar(value.ColumnRef.fields?.at(-1)) && columnNamed(parts, scope) !== undefined;
    const range = isColumn || parts.length === 0 ? undefined : rangeNamed(parts, scope)?.range;
    if (range?.grows) query.problem('whole', range.alias);
  }
}

/** The output column of SELECT; undefined where only the server knows its name. */
export function outputColumn({ name, val }: ResTarget, scope: Scope): Column | undefined {
  if (!val) return undefined;
  if ('ColumnRef' in val) {
    const parts = strings(val.ColumnRef.fields);
    const own = columnNamed(parts, scope);
    const row = own ? own.row : rangeNamed(parts, scope)?.range.row;
    const called = name ?? parts.at(-1);
    if (called === undefined) return undefined;
    return {
      name: called,
      ...(own?.type === undefined ? {} : { type: own.type }),
      ...(row === undefined ? {} : { row }),
    };
  }
  const called = name ?? nameOfValue(val);
  return called === undefined ? undefined : { name: called };
}

function nameOfValue(value: Node): string | undefined {
  if ('FuncCall' in value) return strings(value.FuncCall.funcname).at(-1);
  if ('ColumnRef' in value) return strings(value.ColumnRef.fields).at(-1);
  if ('TypeCast' in value) {
    const { arg, typeName } = value.TypeCast;
    return (arg && nameOfValue(arg)) ?? strings(typeName?.names).at(-1);
  }
  if ('CoalesceExpr' in value) return 'coalesce';
  return undefined;
}

/** Qualifies a bare name where another column now has the same name. */
export function spellBare(value: object, scope: Scope, query: Reader, position?: Position): void {
  const { fields = [], location } = value as ColumnRef;
  const [name] = strings(fields);
  if (name === undefined || fields.length !== 1) return;
  if (position?.prefers === 'output' && position.names?.includes(name) !== false) return;
  const found = bare(name, scope);
  const start = query.places.of(location);
  const end = query.places.endOf(start);
  if (found.is === 'same') return;
  if (found.is === 'other') {
    if (found.text === undefined) query.problem('column', name);
    else query.put({ start, end, text: found.text });
    return;
  }
  const output = position?.names?.indexOf(name) ?? -1;
  const parameter = query.lookup.parameters?.get(name);
  if (output !== -1) query.put({ start, end, text: String(output + 1) });
  else if (parameter !== undefined) query.put({ start, end, text: parameter });
  else query.problem('column', name);
}
