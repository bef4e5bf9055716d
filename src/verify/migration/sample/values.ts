/** Likely values of each type, as text. Which of them a column takes, the database decides. */
import { valuesIn } from './literals.js';
import type { Column, Type } from '../base/tables.js';

/** Values per type. */
const COUNT = 8;
const each = (value: (n: number) => string): string[] =>
  Array.from({ length: COUNT }, (_, n) => value(n + 1));

const NUMBERS = [...each(String), '0', '0.5', '-1', '10', '100', '11', '12', '13', '14', '15', '16', '17'];
const WORDS = [...each((n) => `a${n}`), ...each(String), ...each((n) => 'ABCDEFGH'[n - 1]!)];

/** Of types of PostgreSQL and its extensions, by name. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  date: each((n) => `2025-01-0${n}`),
  'timestamp without time zone': each((n) => `2025-01-0${n} 08:00:00`),
  'timestamp with time zone': each((n) => `2025-01-0${n} 08:00:00+00`),
  'time without time zone': each((n) => `0${n}:00:00`),
  'time with time zone': each((n) => `0${n}:00:00+00`),
  interval: each((n) => `${n} days`),
  // More than of others: hash partitions take one in so many.
  uuid: [...each(String), ...'abcdef', ...'0123456789abcdef'].map(
    (end, n) => `00000000-0000-4000-8000-0000000000${n > 13 ? 'f' : '0'}${end}`,
  ),
  json: [...each((n) => `{"a": ${n}}`), '[]', '{}', '"a"', '1', '["a"]', 'true'],
  jsonb: [...each((n) => `{"a": ${n}}`), '[]', '{}', '"a"', '1', '["a"]', 'true'],
  bytea: each((n) => `\\x0${n}`),
  inet: each((n) => `10.0.0.${n}`),
  cidr: each((n) => `10.${n}.0.0/16`),
  macaddr: each((n) => `08:00:2b:01:02:0${n}`),
  macaddr8: each((n) => `08:00:2b:01:02:03:04:0${n}`),
  money: each(String),
  xml: each((n) => `<a>${n}</a>`),
  bit: ['1', '0'],
  'bit varying': ['1', '0', '10', '11'],
  '"char"': ['a', 'b', 'c'],
  tsvector: each((n) => `'a${n}':1`),
  tsquery: each((n) => `'a${n}'`),
  point: each((n) => `(${n},${n})`),
  line: each((n) => `{1,2,${n}}`),
  lseg: each((n) => `[(0,0),(${n},${n})]`),
  box: each((n) => `(${n},${n}),(0,0)`),
  path: each((n) => `((0,0),(${n},${n}))`),
  polygon: each((n) => `((0,0),(${n},0),(${n},${n}))`),
  circle: each((n) => `<(0,0),${n}>`),
  pg_lsn: each((n) => `0/${n}`),
  xid8: each(String),
  tid: each((n) => `(0,${n})`),
  regclass: ['pg_catalog.pg_class', 'pg_catalog.pg_type'],
  regtype: ['integer', 'text', 'bigint'],
  regproc: ['pg_catalog.now', 'pg_catalog.version'],
  regprocedure: ['pg_catalog.now()', 'pg_catalog.version()'],
  regnamespace: ['pg_catalog', 'public'],
  regrole: ['pg_monitor', 'pg_read_all_data'],
  jsonpath: each((n) => `$."a${n}"`),
  hstore: each((n) => `a=>${n}`),
};

/** Types that are made of types can be so endlessly. */
const DEEPEST = 6;

export class Values {
  constructor(private readonly types: ReadonlyMap<number, Type>) {}

  /** @param rules expressions that the column's values have to satisfy */
  of({ typeId, type, length }: Column, rules: readonly string[]): string[] {
    const named = [...rules, ...this.rulesOf(typeId)].flatMap(valuesIn);
    const likely = this.ofType(typeId, 0);
    const fitting = length === null ? likely : [...likely, ...this.long(type, length)];
    const all = [...named, ...fitting].map((text) => (length === null ? text : text.slice(0, length)));
    return [...new Set(all)];
  }

  /** A bit string has its full length. */
  private long(type: string, length: number): string[] {
    return type.startsWith('bit(') ? ['1', '0'].map((bit) => bit.repeat(length)) : [];
  }

  private rulesOf(id: number): readonly string[] {
    const type = this.types.get(id);
    if (type?.typtype !== 'd') return [];
    return [...(type.checks ?? []), ...this.rulesOf(Number(type.base))];
  }

  ofType(id: number, depth: number): readonly string[] {
    const type = this.types.get(id);
    if (!type || depth > DEEPEST) return [];
    const inner = (one: number): readonly string[] => this.ofType(Number(one), depth + 1);
    if (type.typtype === 'd') {
      const named = (type.checks ?? []).flatMap(valuesIn);
      return [...named, ...inner(type.base)];
    }
    if (type.typtype === 'e') return type.labels ?? [];
    if (type.subtype !== null) return rangesOf(inner(type.subtype));
    if (type.range !== null) return inner(type.range).map((range) => `{${range}}`);
    if (type.attributes !== null) return rowsOf(type.attributes.map(inner));
    if (type.element > 0) return arraysOf(inner(type.element));
    const name = type.name.slice(type.name.lastIndexOf('.') + 1);
    return BY_NAME[type.name] ?? BY_NAME[name] ?? (type.category === 'N' ? NUMBERS : WORDS);
  }
}

const inQuotes = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const arraysOf = (values: readonly string[]): string[] => [
  ...values.slice(0, COUNT).map((value) => `{${inQuotes(value)}}`),
  ...values.slice(0, 2).map((value, at) => `{${inQuotes(value)},${inQuotes(values[at + 1] ?? value)}}`),
  '{}',
];

/** Each begins where the one before ends. */
const rangesOf = (values: readonly string[]): string[] => [
  ...values
    .slice(0, COUNT - 1)
    .map((value, at) => `[${inQuotes(value)},${inQuotes(values[at + 1] ?? value)})`),
  ...values.slice(0, 2).map((value) => `[${inQuotes(value)},)`),
];

const rowsOf = (attributes: readonly (readonly string[])[]): string[] =>
  each((n) => {
    const fields = attributes.map((values) =>
      values.length === 0 ? '' : inQuotes(values[(n - 1) % values.length]!),
    );
    return `(${fields.join(',')})`;
  });
