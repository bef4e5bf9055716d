/**
 * Whether ADD COLUMN and ALTER COLUMN TYPE write a table anew.
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
import { nameOf, quoteName, strings } from '../../catalog/names.js';
import type { ColumnDef, Node, TypeName } from '../../grammar.js';
import { bareName } from '../table/typeChange.js';
import { type Facts, typeName } from './facts.js';
import type { Effect } from './modes.js';

/** Functions of PostgreSQL that give each row a value of its own; a user's function does unless it is marked otherwise. */
const VOLATILE =
  /^(?:random(?:_normal)?|setseed|gen_random_uuid|uuidv[47]|uuid_generate_v\w+|clock_timestamp|timeofday|nextval|currval|lastval|setval|pg_sleep\w*|pg_advisory_\w+|pg_try_advisory_\w+|txid_\w+|pg_current_xact_id\w*|set_config|query_to_xml\w*|lo_\w+|pg_notify|pg_read_\w+|gen_salt|gen_random_bytes)$/;

/** True if the expression calls a volatile function. */
export function isVolatile(expression: unknown, facts: Facts): boolean {
  if (Array.isArray(expression)) return expression.some((one) => isVolatile(one, facts));
  if (typeof expression !== 'object' || expression === null) return false;
  return Object.entries(expression).some(([node, value]) =>
    node === 'FuncCall'
      ? calls(value as { funcname?: Node[] }, facts) || isVolatile(value, facts)
      : isVolatile(value, facts),
  );
}

function calls({ funcname }: { funcname?: Node[] }, { steady }: Facts): boolean {
  const name = nameOf(strings(funcname));
  if (name.schema === undefined || name.schema === 'pg_catalog') return VOLATILE.test(name.name);
  return !steady.has(quoteName(name));
}

const SERIAL = /^(?:small|big)?serial[248]?$/;

/** What ADD COLUMN does to the rows that exist. */
export function effectOfAdding(column: ColumnDef, facts: Facts): Effect {
  const constraints = (column.constraints ?? []).flatMap((one) =>
    'Constraint' in one ? [one.Constraint] : [],
  );
  const isWritten = constraints.some(
    ({ contype, generated_kind, raw_expr }) =>
      contype === 'CONSTR_IDENTITY' ||
      (contype === 'CONSTR_GENERATED' && generated_kind !== 'v') ||
      (contype === 'CONSTR_DEFAULT' && isVolatile(raw_expr, facts)),
  );
  const isSerial = SERIAL.test(strings(column.typeName?.names).join('.'));
  if (isWritten || isSerial || facts.constrained.has(typeName(column.typeName))) return 'rewrite';
  const isChecked = constraints.some(({ contype }) =>
    ['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY'].includes(contype ?? ''),
  );
  return isChecked ? 'scan' : 'none';
}

interface Plain {
  readonly name: string;
  readonly modifiers: readonly number[];
}

/** What a domain is made of; undefined for one with constraints, whose rows are checked. */
function plain(type: TypeName | undefined, facts: Facts): Plain | undefined {
  const base = facts.domains.get(strings(type?.names).slice(-2).join('.'));
  const isArray = (type?.arrayBounds?.length ?? 0) > 0;
  if (base && !isArray) return plain(base, facts);
  const modifiers = (type?.typmods ?? []).flatMap((one) => {
    const constant = 'A_Const' in one ? one.A_Const : undefined;
    return constant?.ival ? [constant.ival.ival ?? 0] : [];
  });
  return { name: `${bareName(strings(type?.names))}${isArray ? '[]' : ''}`, modifiers };
}

/** Binary coercible: PostgreSQL reads the same bytes as the other type. */
const SAME_BYTES: readonly (readonly [from: string, to: string])[] = [
  ['varchar', 'text'],
  ['text', 'varchar'],
  ['cidr', 'inet'],
  ['bit', 'varbit'],
  ['xml', 'text'],
  ['xml', 'varchar'],
  ['int4', 'oid'],
  ['oid', 'int4'],
  ['oid', 'regclass'],
  ['regclass', 'oid'],
];

/** Types whose modifiers limit a value's length or precision: a wider one needs no rewrite. */
const WIDENED: ReadonlySet<string> = new Set([
  'varchar',
  'varbit',
  'timestamp',
  'timestamptz',
  'time',
  'timetz',
]);

function keepsBytes(from: Plain, to: Plain): boolean {
  if (from.name !== to.name)
    return SAME_BYTES.some(([a, b]) => a === from.name && b === to.name) && to.modifiers.length === 0;
  if (to.modifiers.length === 0) return from.name !== 'bpchar' && from.name !== 'bit';
  if (from.modifiers.join() === to.modifiers.join()) return true;
  const [old = Infinity, now = Infinity] = [from.modifiers[0], to.modifiers[0]];
  if (to.name === 'numeric')
    return from.modifiers.length > 0 && now >= old && (from.modifiers[1] ?? 0) === (to.modifiers[1] ?? 0);
  if (from.modifiers.length === 0) return to.name.startsWith('time') && now >= 6;
  return WIDENED.has(to.name) && now >= old;
}

/** True where USING is the column itself, or only casts it. */
const isCastOf = (node: Node | undefined, column: string): boolean =>
  node === undefined ||
  ('TypeCast' in node && isCastOf(node.TypeCast.arg, column)) ||
  ('ColumnRef' in node && strings(node.ColumnRef.fields).join('.') === column);

/** What ALTER COLUMN TYPE does; a new collation only builds indexes again. */
export function effectOfType(
  column: string,
  before: TypeName | undefined,
  def: ColumnDef,
  facts: Facts,
): Effect {
  const using = def.raw_default;
  const [from, to] = [plain(before, facts), plain(def.typeName, facts)];
  const isChecked =
    facts.constrained.has(typeName(def.typeName)) && typeName(before) !== typeName(def.typeName);
  if (before === undefined || !from || !to || isChecked || !isCastOf(using, column)) return 'rewrite';
  // By way of text, the bytes are others unless it is text.
  if (
    using &&
    'TypeCast' in using &&
    using.TypeCast.arg &&
    'TypeCast' in using.TypeCast.arg &&
    !/^(?:text|varchar)$/.test(from.name)
  )
    return 'rewrite';
  if (!keepsBytes(from, to)) return 'rewrite';
  return def.collClause ? 'scan' : 'none';
}

/** True where a valid check proves that the column has no NULL. */
export const isProven = (checks: readonly Node[], column: string): boolean =>
  checks.some((check) => proves(check, column));

function proves(node: Node, column: string): boolean {
  if ('NullTest' in node) {
    const { nulltesttype, arg } = node.NullTest;
    return (
      nulltesttype === 'IS_NOT_NULL' &&
      arg !== undefined &&
      'ColumnRef' in arg &&
      strings(arg.ColumnRef.fields).join('.') === column
    );
  }
  if (!('BoolExpr' in node) || node.BoolExpr.boolop !== 'AND_EXPR') return false;
  return (node.BoolExpr.args ?? []).some((one) => proves(one, column));
}
