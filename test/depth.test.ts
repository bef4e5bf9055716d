/** PostgreSQL takes expressions of 4,000 terms and 1,500 queries within each other; so does the conversion. */
import { describe, expect, it } from 'vitest';
import { convert, InputError, ready } from '../src/index.js';
import { withTenants } from './tenants.js';

await ready();

const TERMS = 4000;
const QUERIES = 1500;

const sum = (term: string, count = TERMS): string => Array(count).fill(term).join(' + ');
const wrapped = (open: string, inner: string, close: string, count = QUERIES): string =>
  open.repeat(count) + inner + close.repeat(count);

/** What nests, and the statement around it. */
const DEEP: Readonly<Record<string, readonly [deep: string, before: string, after?: string]>> = {
  'terms of a view': [sum('t.id'), 'CREATE VIEW public.v AS SELECT ', ' AS a FROM public.t'],
  'terms of a check': [sum('id'), 'ALTER TABLE public.t ADD CHECK (', ' > 0)'],
  'terms of a default': [sum('1'), 'CREATE TABLE public.d (id integer DEFAULT ', ')'],
  'terms of a generated column': [
    sum('id'),
    'CREATE TABLE public.d (id integer, n integer GENERATED ALWAYS AS (',
    ') STORED)',
  ],
  'terms of an index': [sum('id'), 'CREATE INDEX t_sum_idx ON public.t ((', '))'],
  'terms of a policy': [sum('id'), 'CREATE POLICY p ON public.t USING (', ' > 0)'],
  'terms of a condition of a trigger': [
    sum('new.id'),
    'CREATE TRIGGER x BEFORE UPDATE ON public.t FOR EACH ROW WHEN (',
    ' > 0) EXECUTE FUNCTION public.x()',
  ],
  'terms of a body': [
    sum('a'),
    'CREATE FUNCTION public.f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT ',
    ' $$',
  ],
  'terms of a BEGIN ATOMIC body': [
    sum('a'),
    'CREATE FUNCTION public.f(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT ',
    '; END',
  ],
  'calls in calls': [
    wrapped('coalesce(', 't.id', ', 0)'),
    'CREATE VIEW public.v AS SELECT ',
    ' AS a FROM public.t',
  ],
  'CASE in CASE': [
    wrapped('CASE WHEN true THEN ', 't.id', ' END'),
    'CREATE VIEW public.v AS SELECT ',
    ' AS a FROM public.t',
  ],
  'queries in FROM': [
    wrapped('SELECT * FROM (', 'SELECT id FROM public.t', ') AS x'),
    'CREATE VIEW public.v AS ',
  ],
  'parts of a UNION': [
    Array(TERMS).fill('SELECT id FROM public.t').join(' UNION '),
    'CREATE VIEW public.v AS ',
  ],
  'parts of a UNION that a routine returns': [
    Array(TERMS).fill('SELECT * FROM public.t').join(' UNION '),
    'CREATE FUNCTION public.f() RETURNS SETOF public.t LANGUAGE sql AS $$ ',
    ' $$',
  ],
  'joined tables': [
    Array.from({ length: QUERIES }, (_, at) => `JOIN public.t t${at + 1} ON true`).join(' '),
    'CREATE VIEW public.v AS SELECT 1 AS a FROM public.t t0 ',
  ],
};

const dumpOf = (statement: string): Buffer =>
  Buffer.from(`CREATE TABLE public.t (
    id integer NOT NULL,
    tenant_id uuid NOT NULL
);
CREATE TABLE public.u (
    system_user integer
);
${statement};
CREATE TABLE public.later (
    id integer
);
`);

describe.each(['plain', 'hims'] as const)('preset %s takes', (preset) => {
  it.each(Object.entries(DEEP))('%s', (_, [deep, before, after = '']) => {
    const { sql, report } = convert(dumpOf(before + deep + after), { preset, ...withTenants });
    expect(report.counts.opaque).toBe(0);
    // The whole text of a failure would be megabytes.
    expect(sql.includes(deep)).toBe(true);
    expect(sql).toContain('CREATE TABLE IF NOT EXISTS public.later');
  });

  it('terms of a name that is quoted', () => {
    const view = `CREATE VIEW public.v AS SELECT ${sum('system_user')} AS a FROM public.u`;
    const { sql } = convert(dumpOf(view), { preset, ...withTenants });
    expect(sql.includes(sum('"system_user"'))).toBe(true);
  });
});

describe('what PostgreSQL does not take either is an error with its line', () => {
  it.each([
    ['terms, too many for any stack', `CREATE VIEW public.v AS SELECT ${sum('1', 50_000)} AS a`],
    [
      'queries, too many for its grammar',
      `CREATE VIEW public.v AS ${wrapped('SELECT * FROM (', 'SELECT 1 AS a', ') AS x', 3000)}`,
    ],
  ])('%s', (_, statement) => {
    let error: unknown;
    try {
      convert(dumpOf(statement), { preset: 'plain' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'parse/too-deep', place: { line: 8, column: 1 } });
  });
});
