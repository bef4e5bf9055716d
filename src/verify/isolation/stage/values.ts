/**
 * A value of a type, for one row of one tenant. It depends on these alone and not on the column: so a reference to
 * another table finds a row of the same tenant without knowing the foreign keys, and a function's argument finds the
 * other tenant's row by its type.
 */
import type { Type, Types } from './types.js';

/** A attacks B; rows without a tenant are N. */
export type Tenant = 'A' | 'B' | 'N';

/** The nth row of a tenant. */
export interface Seed {
  readonly tenant: Tenant;
  readonly row: number;
}

/** All below 100, since the smallest `numeric` columns take no more. */
const FIRST = { A: 1, B: 31, N: 61 } as const;
/** Rows per tenant with distinct numbers. */
export const MOST_ROWS = 29;

/** A row that is not made, unless there are many partitions; the last one whose text has two characters. */
export const UNUSED_ROW = 9;
export const NEW_OF_A: Seed = { tenant: 'A', row: UNUSED_ROW };

export const numberOf = ({ tenant, row }: Seed): number => FIRST[tenant] + row;
export const textOf = ({ tenant, row }: Seed): string => `${tenant.toLowerCase()}${row}`;
const uuidOf = ({ tenant, row }: Seed): string =>
  `${{ A: 'aaaaaaaa', B: 'bbbbbbbb', N: 'cccccccc' }[tenant]}-0000-4000-8000-${String(row + 1).padStart(12, '0')}`;

/** The id of the tenant itself, which no row has as its own. */
export function tenantId(tenant: 'A' | 'B', type: Type): string {
  if (type.category === 'N') return tenant === 'A' ? '901' : '902';
  return uuidOf({ tenant, row: 98 });
}

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** An SQL expression; undefined for a type without known values. */
export function valueOf(types: Types, id: number, typmod: number, seed: Seed): string | undefined {
  const type = types.get(id);
  if (type === undefined) return undefined;
  const of = (part: number | null, mod = -1): string | undefined =>
    part === null ? undefined : valueOf(types, part, mod, seed);
  const cast = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : `${text}::${type.name}`;
  if (type.kind === 'd') return cast(of(type.base, type.typmod));
  if (type.kind === 'e') return cast(literalOf(type.labels?.[seed.row % type.labels.length]));
  if (type.kind === 'c') {
    const fields = (type.fields ?? []).map((field) => of(field.type, field.typmod) ?? 'NULL');
    return cast(`ROW(${fields.join(', ')})`);
  }
  if (type.kind === 'r') {
    const bound = of(type.part);
    return bound && `${type.name}(${bound}, ${bound}, '[]')`;
  }
  if (type.kind === 'm') {
    const range = of(type.part);
    return range && `${type.name}(${range})`;
  }
  if (type.element !== 0) {
    const element = of(type.element, typmod);
    return element && cast(`ARRAY[${element}]`);
  }
  if (type.kind === 'p') return type.plain === 'anyarray' ? `ARRAY[${numberOf(seed)}]` : `${numberOf(seed)}`;
  const known = type.system || type.plain === 'citext' ? BASE : EXTENSIONS;
  const write = Object.hasOwn(known, type.plain) ? known[type.plain] : undefined;
  return write && cast(literalOf(write(seed, typmod)));
}

const literalOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : literal(text);

type Write = (seed: Seed, typmod: number) => string;

const integer: Write = (seed) => String(numberOf(seed));
/** Two characters fit nearly everywhere; a column for one gets any that no other row has. */
const text: Write = (seed, typmod) =>
  typmod === 5 ? String.fromCharCode(0x30 + (numberOf(seed) % 75)).replace(/['\\]/, '~') : textOf(seed);
/**
 * Scaled to the column: the nth value of NUMERIC(3,2) is n hundredths. The scale has 11 bits, with a sign.
 * https://www.postgresql.org/docs/current/datatype-numeric.html
 */
const numeric: Write = (seed, typmod) => {
  if (typmod < 4) return String(numberOf(seed));
  const precision = ((typmod - 4) >> 16) & 0xffff;
  const scale = (((typmod - 4) & 0x7ff) ^ 0x400) - 0x400;
  return scale >= 0 && precision - scale >= 2 ? String(numberOf(seed)) : `${numberOf(seed)}e${-scale}`;
};
const day: Write = (seed) =>
  `2001-${String(1 + (numberOf(seed) % 12)).padStart(2, '0')}-${String(1 + (numberOf(seed) % 28)).padStart(2, '0')}`;
const clock: Write = (seed) =>
  `${String(numberOf(seed) % 24).padStart(2, '0')}:${String(numberOf(seed) % 60).padStart(2, '0')}:00`;
const json: Write = (seed) =>
  JSON.stringify({ id: uuidOf(seed), number: numberOf(seed), text: textOf(seed) });
const point: Write = (seed) => `(${numberOf(seed)},${numberOf(seed)})`;
const bits: Write = (seed, typmod) => {
  const digits = numberOf(seed).toString(2);
  return typmod > 0 ? digits.padStart(typmod, '0').slice(-typmod) : digits;
};

const BASE: Readonly<Record<string, Write>> = {
  bool: ({ row }) => String(row % 2 === 0),
  int2: integer,
  int4: integer,
  int8: integer,
  float4: integer,
  float8: integer,
  money: integer,
  oid: integer,
  xid: integer,
  xid8: integer,
  cid: integer,
  numeric,
  text,
  varchar: text,
  bpchar: text,
  citext: text,
  name: text,
  char: (seed) => text(seed, 5),
  uuid: uuidOf,
  date: day,
  timestamp: (seed, typmod) => `${day(seed, typmod)} 12:00`,
  timestamptz: (seed, typmod) => `${day(seed, typmod)} 12:00+00`,
  time: clock,
  timetz: (seed, typmod) => `${clock(seed, typmod)}+00`,
  interval: (seed) => `${numberOf(seed)} minutes`,
  json,
  jsonb: json,
  jsonpath: () => '$',
  xml: (seed) => `<row>${textOf(seed)}</row>`,
  bytea: (seed) => `\\x${numberOf(seed).toString(16).padStart(4, '0')}`,
  inet: (seed) => `10.0.0.${numberOf(seed)}`,
  cidr: (seed) => `10.0.${numberOf(seed)}.0/24`,
  macaddr: (seed) => `02:00:00:00:00:${numberOf(seed).toString(16).padStart(2, '0')}`,
  macaddr8: (seed) => `02:00:00:00:00:00:00:${numberOf(seed).toString(16).padStart(2, '0')}`,
  point,
  line: (seed) => `{1,1,${numberOf(seed)}}`,
  lseg: (seed, typmod) => `[${point(seed, typmod)},(0,0)]`,
  box: (seed, typmod) => `${point(seed, typmod)},(0,0)`,
  path: (seed, typmod) => `[${point(seed, typmod)},(0,0)]`,
  polygon: (seed, typmod) => `(${point(seed, typmod)},(0,0))`,
  circle: (seed, typmod) => `<${point(seed, typmod)},1>`,
  bit: bits,
  varbit: bits,
  tsvector: textOf,
  tsquery: textOf,
  refcursor: textOf,
  pg_snapshot: (seed) => `${numberOf(seed)}:${numberOf(seed)}:`,
  txid_snapshot: (seed) => `${numberOf(seed)}:${numberOf(seed)}:`,
  tid: (seed) => `(0,${numberOf(seed)})`,
  pg_lsn: (seed) => `0/${numberOf(seed)}`,
  int2vector: integer,
  oidvector: integer,
  regclass: () => 'pg_class',
  regtype: () => 'text',
  regproc: () => 'now',
  regrole: () => '0',
  regnamespace: () => 'pg_catalog',
  regconfig: () => 'simple',
  regcollation: () => 'pg_catalog."C"',
  regdictionary: () => 'simple',
  regprocedure: () => 'now()',
};

const vector: Write = (seed, typmod) =>
  `[${Array.from({ length: Math.max(typmod, 1) }, () => numberOf(seed)).join(',')}]`;
/** The server computes the check digit. https://www.postgresql.org/docs/current/isn.html */
const standard =
  (before: string, after = ''): Write =>
  (seed) =>
    `${before}${String(numberOf(seed)).padStart(3, '0')}${after}?`;

const EXTENSIONS: Readonly<Record<string, Write>> = {
  hstore: (seed) => `row=>${textOf(seed)}`,
  ltree: textOf,
  lquery: textOf,
  cube: point,
  geometry: (seed) => `POINT(${numberOf(seed)} ${numberOf(seed)})`,
  geography: (seed) => `POINT(${numberOf(seed)} ${numberOf(seed)})`,
  lo: integer,
  ltxtquery: textOf,
  query_int: integer,
  seg: integer,
  ean13: standard('200000000'),
  isbn13: standard('978000000'),
  isbn: standard('978000000'),
  ismn13: standard('979000000'),
  ismn: standard('979000000'),
  issn13: standard('9770000', '00'),
  issn: standard('9770000', '00'),
  upc: standard('000000000'),
  vector,
  halfvec: vector,
};
