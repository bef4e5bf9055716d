/** The SQL that the configuration or we ourselves write: how it is read, compared, renamed and printed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadGrammar, parseStatements } from '../src/grammar.js';
import { column, expression, SqlError } from '../src/authoredSql/sql.js';
import { canonicalType } from '../src/authoredSql/types.js';
import { defaults } from '../src/settings/settings.js';

beforeAll(loadGrammar);

/** Types are the same by whichever name; what is read as `- 1` is -1. */
const alike = (tree: string): unknown =>
  JSON.parse(tree, (key, value: unknown) => {
    if (key === 'location' || key.endsWith('_location') || key.startsWith('rexpr_list_')) return undefined;
    if (key === 'names' && Array.isArray(value)) {
      return value.filter((one) => JSON.stringify(one) !== '{"String":{"sval":"pg_catalog"}}');
    }
    return value;
  });

/** What PostgreSQL's own grammar makes of an expression. */
function judged(sql: string): unknown {
  const [tree] = parseStatements([`SELECT ${sql}`]);
  return tree && 'node' in tree ? alike(JSON.stringify(tree.node)) : `refused: ${sql}`;
}

function errorOf(work: () => unknown): SqlError {
  try {
    work();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('no error');
}

const CURRENT = '(SELECT core.current_tenant_id())';

describe('expressions', () => {
  it.each([
    CURRENT,
    `tenant_id = ${CURRENT}`,
    `tenant_id IS NOT DISTINCT FROM ${CURRENT}`,
    `tenant_id IS DISTINCT FROM ${CURRENT}`,
    'tenant_id = (SELECT core.current_tenant_id()::text)',
    `"tenantId" IS NULL OR "tenantId" = ${CURRENT}`,
    `confidentiality_code IN ('U', 'L')`,
    `confidentiality_code NOT IN ('U')`,
    'a IN (b)',
    'NOT (legal_hold AND anonymized_at IS NOT NULL)',
    '(deleted_at IS NULL) = (deleted_by IS NULL)',
    'data_erase_at IS NULL OR consent_artefact_id IS NOT NULL',
    'now()',
    `'it''s'`,
    `E'a\\\\b'`,
    `nullif(current_setting('app.tenant_id', true), '')::uuid`,
    `status = ANY (ARRAY['open', 'closed'])`,
    `status = ANY ('{open,closed}'::text[])`,
    `nextval('core.users_id_seq'::regclass)`,
    `now() AT TIME ZONE 'UTC'`,
    `now() + '1 day'::interval`,
    `lower(email) = email`,
    `left(code, 2) = 'IN'`,
    `amount BETWEEN 1 AND 2 AND valid`,
    `note ->> 'kind' = 'x'`,
    'a || (b + c)',
    'a - (b - c)',
    'a - -1',
    '(-1)::integer',
    '(a OR b) AND c',
    '(a AND b) OR c',
    'NOT a AND b',
    'NOT (a = b)',
    '(a = b) IS NULL',
    'CASE WHEN a THEN b ELSE c END',
    'extract(year FROM born) > 1900',
    'EXISTS (SELECT 1)',
    'coalesce((SELECT 1), 2)',
    '"Weird Name" = "a""b"',
    '"time" = "user"',
    'CURRENT_TIMESTAMP',
    'a::double precision > 1',
    'patients.id > 0',
  ])('%s is as people write it', (sql) => {
    expect(expression(sql).sql).toBe(sql);
  });

  it.each([
    ["a IN ( 'x' )", `a IN ('x')`],
    ['((a)) = ((b)::text)', 'a = b::text'],
    ['CAST(a AS varchar(36)) = b', 'a::character varying(36) = b'],
    ['a::pg_catalog.uuid = b', 'a::uuid = b'],
    [`interval '1 day'`, `'1 day'::interval`],
    [`e'a\\tb'`, `'a\tb'`],
    ['a != b and Foo isnull', 'a <> b AND foo IS NULL'],
    ['a AND b OR c', '(a AND b) OR c'],
    ['NOT a = b', 'NOT (a = b)'],
    ['NULL IS not Distinct\n from a', 'NULL IS NOT DISTINCT FROM a'],
    ['"tenant_id" = 1 -- the tenant', 'tenant_id = 1'],
    ['TRUE', 'true'],
    ['a is true', 'a IS TRUE'],
    ['f( a,b )', 'f(a, b)'],
    ['- 1', '-1'],
  ])('%s is printed %s', (sql, printed) => {
    expect(expression(sql).sql).toBe(printed);
    expect(expression(printed).sql).toBe(printed);
    expect(judged(printed)).toEqual(judged(sql));
  });

  it.each([
    ['', 0, 'The SQL ends too early.'],
    ['a =', 3, 'The SQL ends too early.'],
    ['a = )', 4, ') is not understood here.'],
    [`a = 'x`, 4, 'The quote is not closed.'],
    ['a = 1; DROP TABLE x', 5, '";" is not allowed here.'],
    ['a COLLATE "C" = b', 2, 'COLLATE is not understood here.'],
    ['a IS UNKNOWN', 5, 'UNKNOWN is not understood here.'],
    ['a = $$x$$', 4, 'SQL in the configuration cannot contain dollar-quoted text and parameters.'],
    [`a = B'101'`, 4, 'SQL in the configuration cannot contain a literal that begins with B.'],
    ['a /* b */ = c', 2, 'SQL in the configuration cannot contain a block comment.'],
    ['a > 1.50', 4, `The number 1.50 would be changed; write '1.50'::numeric.`],
    ['a > 12345678901234567890', 4, expect.stringContaining('would be changed')],
    ['a || b + c', 0, 'This is read as (a || b) + c; add parentheses to say what is meant.'],
    ['a = b IS NULL', 4, 'This is read as a = (b IS NULL); add parentheses to say what is meant.'],
    ['(a, b) IN ((1, 2))', 11, expect.stringContaining('This is read as (a, b) IN (1, 2);')],
    [`position('a' IN b) > 0`, 16, expect.stringContaining('This is read as')],
    ['a::time(3) with time zone > b', 1, expect.stringContaining('This is read as')],
    ['"any"(a)', 0, expect.stringContaining('This is read as ANY (a)')],
    ['a operator(nd.=) b', 2, expect.stringContaining('This is read as a IS NOT DISTINCT FROM b')],
    ['a OPERATOR(pg_catalog.=) b', 2, 'Write the operator without its schema.'],
    ['a IN ((SELECT 1))', 7, 'Write one pair of parentheses around this query.'],
    [
      'a IN (SELECT id FROM b)',
      6,
      'A query can only be (SELECT value) here; put anything more into a function.',
    ],
    ['a = DEFAULT', 4, 'DEFAULT is not a value here.'],
  ])('%s is refused', (sql, offset, message) => {
    const error = errorOf(() => expression(sql));
    expect([error.offset, error.message]).toEqual([offset, message]);
  });

  it('names its columns, in order, once each', () => {
    const { columns } = expression(
      `"tenantId" = (SELECT f(a)::text) OR (a IN (b, 'c') AND core.g("x""y", t.z))`,
    );
    expect(columns).toEqual(['tenantId', 'a', 'b', 'x"y', 'z']);
  });
});

describe('PostgreSQL reads what is printed as what was written', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  /** A series of numbers that looks random and is always the same. */
  function* series(seed: number): Generator<number> {
    for (let state = seed * 7919 + 17; ; state = (state * 1103515245 + 12345) % 2147483648) yield state >> 8;
  }

  const INFIX = [
    'AND',
    'OR',
    '=',
    '<',
    '<>',
    '+',
    '-',
    '*',
    '%',
    '||',
    '@>',
    '~',
    'LIKE',
    'IS DISTINCT FROM',
  ];
  const ATOMS = [
    'a',
    '"B"',
    '1',
    `'x'`,
    'f(a)',
    'NULL',
    'true',
    CURRENT,
    `a IN ('x', 'y')`,
    'a BETWEEN 1 AND 2',
  ];

  function made(numbers: Iterator<number>, depth: number): string {
    const pick = <T>(from: readonly T[]): T => from[(numbers.next().value as number) % from.length]!;
    const inner = (): string =>
      pick([true, false]) ? made(numbers, depth - 1) : `(${made(numbers, depth - 1)})`;
    if (depth === 0) return pick(ATOMS);
    switch (pick(['infix', 'infix', 'infix', 'postfix', 'prefix', 'cast'])) {
      case 'postfix':
        return `${inner()} ${pick(['IS NULL', 'IS NOT TRUE'])}`;
      case 'prefix':
        return `${pick(['NOT', '-'])} ${inner()}`;
      case 'cast':
        return pick([true, false]) ? `${inner()}::int4` : `CAST(${inner()} AS text)`;
      default:
        return `${inner()} ${pick(INFIX)} ${inner()}`;
    }
  }

  it.each(seeds)('series %i', (seed) => {
    const numbers = series(seed);
    let understood = 0;
    for (let count = 0; count < 12; count++) {
      const sql = made(numbers, 1 + (count % 3));
      let printed: string;
      try {
        printed = expression(sql).sql;
      } catch (error) {
        expect(error).toBeInstanceOf(SqlError);
        continue;
      }
      understood++;
      expect(judged(printed)).toEqual(judged(sql));
    }
    expect(understood).toBeGreaterThan(0);
  });
});

describe('columns', () => {
  it.each([
    [
      'created_at timestamptz not null default NOW()',
      'created_at timestamp with time zone NOT NULL DEFAULT now()',
    ],
    ['created_by uuid DEFAULT core.current_user_id()', 'created_by uuid DEFAULT core.current_user_id()'],
    [`source_system text NOT NULL DEFAULT 'HIMS'`, `source_system text NOT NULL DEFAULT 'HIMS'`],
    [`code char DEFAULT 'N' NOT NULL`, `code character(1) NOT NULL DEFAULT 'N'`],
    ['"Legal hold" bool default (false)', '"Legal hold" boolean DEFAULT false'],
    [
      "ends timestamp(3) default now() + interval '1 day'",
      `ends timestamp(3) without time zone DEFAULT (now() + '1 day'::interval)`,
    ],
    ['tags varchar(36)[]', 'tags character varying(36)[]'],
    ['known boolean default 1 in (2)', 'known boolean DEFAULT (1 IN (2))'],
    ['sum numeric(10) default -1', 'sum numeric(10,0) DEFAULT -1'],
    ['ok boolean not null default a or b', 'ok boolean NOT NULL DEFAULT (a OR b)'],
  ])('%s', (text, sql) => {
    expect(column(text).sql).toBe(sql);
    expect(column(sql)).toEqual(column(text));
  });

  it('tell their parts', () => {
    expect(column('"Row" int8 NOT NULL DEFAULT 0')).toEqual({
      name: 'Row',
      type: 'bigint',
      notNull: true,
      default: '0',
      sql: '"Row" bigint NOT NULL DEFAULT 0',
    });
    expect(column('note text')).toMatchObject({ notNull: false, default: undefined });
  });

  it.each([
    ['', 0, 'A column needs a name and a type.'],
    ['note', 4, 'A column needs a name and a type.'],
    ['order integer', 0, 'order is not understood here.'],
    ['a int, b int', 5, expect.stringContaining(', is not understood here')],
    ['a int DEFALT 1', 6, expect.stringContaining('defalt is not understood here')],
    ['a int DEFAULT 1) --', 15, ') is not understood here.'],
    ['a int DEFAULT', 13, 'The SQL ends too early.'],
    [
      'a int CHECK (a > 1)',
      6,
      'CHECK is not understood here; an added column can have a type, NOT NULL and DEFAULT.',
    ],
    ['a int REFERENCES b (c)', 6, expect.stringContaining('REFERENCES')],
    ['a int GENERATED ALWAYS AS IDENTITY', 6, expect.stringContaining('GENERATED')],
    ['a int CONSTRAINT b NOT NULL', 6, expect.stringContaining('CONSTRAINT')],
    ['a int DEFAULT 1 DEFAULT 2', 16, expect.stringContaining('DEFAULT')],
    ['a text COLLATE "C"', 7, 'A collation is not understood here.'],
    ['a bigserial', 2, expect.stringContaining('bigserial is not a type: it also creates a sequence')],
    [
      'a time(3) with time zone',
      2,
      expect.stringContaining('The type is read as timestamp(3) with time zone'),
    ],
  ])('%s is refused', (text, offset, message) => {
    const error = errorOf(() => column(text));
    expect([error.offset, error.message]).toEqual([offset, message]);
  });
});

describe('types', () => {
  it.each([
    ['int4', 'integer', true],
    ['pg_catalog.int8', 'BIGINT', true],
    ['timestamptz', 'timestamp with time zone', true],
    ['timestamp(3)', 'timestamp(3) without time zone', true],
    ['time(3) with time zone', 'timetz(3)', true],
    ['varchar(36)', 'character varying(36)', true],
    ['varchar', 'text', false],
    ['pg_catalog.uuid', 'uuid', true],
    ['core.uuid', 'uuid', false],
    ['numeric(10)', 'numeric(10, 0)', true],
    ['float(8)', 'real', true],
    ['float(30)', 'float8', true],
    ['char', 'character(1)', true],
    ['bpchar(3)', 'char(3)', true],
    ['char', '"char"', false],
    ['int[]', 'integer[][3]', true],
    ['int[]', 'integer', false],
    ['interval day to second(3)', 'INTERVAL DAY TO SECOND (3)', true],
    ['public.geometry(Point,4326)', 'public.geometry(Point, 4326)', true],
    ['core."Patient"', 'core.patient', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(canonicalType(a) === canonicalType(b)).toBe(same);
  });
});

it('the defaults are SQL that can be kept', () => {
  const { except, appendOnly, ...columns } = defaults.audit;
  expect([except, appendOnly]).toEqual([[], []]);
  for (const text of Object.values(columns)) expect(column(text).name).toMatch(/^\w+$/);
  for (const profile of Object.values(defaults.compliance)) {
    const names = profile.columns.map((text) => column(text).name);
    for (const check of profile.checks) {
      const { sql, columns: used } = expression(check);
      expect(sql).toBe(check);
      expect(names).toEqual(expect.arrayContaining([...used]));
    }
  }
});
