/** The table of constructs: each is found below its version and not from it on, and what an older server gets holds none of it. */
import { describe, expect, it } from 'vitest';
import { type Conversion, convert, InputError, ready } from '../src/index.js';
import { constructs } from '../src/versions/constructs.js';

await ready();

const BEFORE = `CREATE TABLE public.a (x integer, y integer, d daterange, j jsonb);
  CREATE TABLE public.p (x integer, y integer) PARTITION BY LIST (x);
  CREATE PUBLICATION pub; CREATE ROLE r; CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS '';\n`;

const attempt = (sql: string, postgres: number): Conversion =>
  convert(Buffer.from(`${BEFORE}${sql};\n`), { preset: 'plain', postgres, roles: 'expect' });

/** What comes of a statement for a server: `refused`, `left out`, or the text of the output. */
function outcome(sql: string, postgres: number): string {
  try {
    const { report, sql: text } = attempt(sql, postgres);
    if (report.diagnostics.some(({ code }) => code === 'target/left-out')) return 'left out';
    return text.slice(text.indexOf('SET LOCAL row_security')).replace(/^--.*$/gm, '');
  } catch (error) {
    if (error instanceof InputError && error.code === 'target/unsupported') return 'refused';
    throw error;
  }
}

/** The warnings, or the error. */
function told(sql: string, postgres: number): string {
  try {
    return attempt(sql, postgres)
      .diagnostics.map(({ message }) => message)
      .join('\n');
  } catch (error) {
    return (error as InputError).message;
  }
}

const view = (query: string): string => `CREATE VIEW public.v AS ${query}`;
const body = (query: string): string =>
  `CREATE FUNCTION public.g() RETURNS void LANGUAGE sql BEGIN ATOMIC ${query}; END`;

/** A statement, the version that brought what it says, and what an older server gets: `refused`, `left out`, or other words. */
const SAMPLES: readonly (readonly [sql: string, since: number, older: string | RegExp])[] = [
  [
    'CREATE TABLE public.t (x integer NOT NULL NO INHERIT)',
    18,
    /CONSTRAINT t_x_not_null CHECK \(x IS NOT NULL\) NO INHERIT/,
  ],
  ['CREATE TABLE public.t (x integer CONSTRAINT n NOT NULL)', 18, /x integer NOT NULL\n/],
  ['CREATE TABLE public.t (x integer, CONSTRAINT n NOT NULL x)', 18, /CONSTRAINT n CHECK \(x IS NOT NULL\)/],
  ['ALTER TABLE public.a ADD CONSTRAINT n NOT NULL x', 18, /ALTER COLUMN x SET NOT NULL/],
  ['ALTER TABLE public.a ADD CONSTRAINT n NOT NULL x NOT VALID', 18, /CHECK \(x IS NOT NULL\) NOT VALID/],
  [
    'CREATE DOMAIN public.t AS text; ALTER DOMAIN public.t ADD CONSTRAINT n NOT NULL',
    17,
    /ADD CONSTRAINT n CHECK \(VALUE IS NOT NULL\)/,
  ],
  ['CREATE DOMAIN public.t AS text CONSTRAINT n NOT NULL', 17, /DOMAIN public\.t AS text NOT NULL/],
  [
    'CREATE TABLE public.t (x integer, CONSTRAINT c CHECK (x > 0) NOT ENFORCED, z integer)',
    18,
    /x integer,\n  z integer/,
  ],
  [
    'CREATE TABLE public.t (x integer CONSTRAINT c CHECK (x > 0) NOT ENFORCED DEFAULT 1)',
    18,
    /x integer DEFAULT 1/,
  ],
  ['ALTER TABLE public.a ADD CONSTRAINT c CHECK (x > 0) NOT ENFORCED', 18, 'left out'],
  [
    'ALTER TABLE public.a ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES public.p (x) NOT ENFORCED',
    18,
    'left out',
  ],
  ['ALTER TABLE public.a ALTER CONSTRAINT c NOT ENFORCED', 18, 'refused'],
  ['ALTER TABLE public.a ADD PRIMARY KEY (x, d WITHOUT OVERLAPS)', 18, 'refused'],
  [
    'ALTER TABLE public.a ADD CONSTRAINT c FOREIGN KEY (x, PERIOD d) REFERENCES public.a (x, PERIOD d)',
    18,
    'refused',
  ],
  ['ALTER TABLE public.a ADD CONSTRAINT c UNIQUE NULLS NOT DISTINCT (x)', 15, 'refused'],
  [
    'ALTER TABLE public.a ADD CONSTRAINT c FOREIGN KEY (x, y) REFERENCES public.p (x, y) ON DELETE SET NULL (x)',
    15,
    'refused',
  ],
  ['ALTER TABLE public.p ADD CONSTRAINT c EXCLUDE USING btree (x WITH =)', 17, 'refused'],
  [
    'ALTER TABLE public.p ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES public.a (x) NOT VALID',
    18,
    /REFERENCES public\.a \(x\);/,
  ],
  [
    'CREATE TABLE public.t (x integer, y integer GENERATED ALWAYS AS (x + 1))',
    18,
    /GENERATED ALWAYS AS \(x \+ 1\) STORED/,
  ],
  [
    'CREATE TABLE public.t (x integer, y integer GENERATED ALWAYS AS ((x + 1)) VIRTUAL NOT NULL)',
    18,
    /\(\(x \+ 1\)\) STORED NOT NULL/,
  ],
  ['CREATE TABLE public.t (x text COMPRESSION pglz)', 14, /x text\n/],
  ['CREATE TABLE public.t (x text STORAGE external)', 16, /x text\n/],
  ['ALTER TABLE public.a ALTER COLUMN j SET COMPRESSION pglz', 14, 'left out'],
  ['ALTER TABLE public.a ALTER COLUMN x SET EXPRESSION AS (1)', 17, 'refused'],
  ['ALTER TABLE public.a SET ACCESS METHOD heap', 15, 'left out'],
  ['ALTER TABLE public.p SET ACCESS METHOD columnar', 17, 'refused'],
  [
    'CREATE TABLE public.t (x integer) WITH (vacuum_max_eager_freeze_failure_rate = 0.1)',
    18,
    /\(\s*x integer\s*\);/,
  ],
  [
    'ALTER TABLE public.a ALTER COLUMN x ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.s UNLOGGED)',
    15,
    /SEQUENCE NAME public\.s\s*\)/,
  ],
  ['CREATE UNLOGGED SEQUENCE public.s', 15, /CREATE SEQUENCE/],
  ['CREATE INDEX i ON public.a (x) NULLS NOT DISTINCT', 15, /ON public\.a \(x\);/],
  ['CREATE UNIQUE INDEX i ON public.a (x) NULLS NOT DISTINCT', 15, 'refused'],
  ['CREATE INDEX i ON public.a USING brin (x int4_bloom_ops)', 14, 'left out'],
  ['CREATE INDEX i ON public.a USING spgist (d) INCLUDE (x)', 14, /spgist \(d\);/],
  ['CREATE STATISTICS public.s ON (x + 1), y FROM public.a', 14, 'left out'],
  ['CREATE TABLE public.t (x int4multirange)', 14, 'refused'],
  ['CREATE TABLE public.t (x numeric(3, -2))', 15, 'refused'],
  [
    'CREATE TYPE public.t AS RANGE (subtype = integer, multirange_type_name = public.ts)',
    14,
    /subtype = integer\)/,
  ],
  [
    'CREATE TYPE public.t (input = public.i, output = public.o, subscript = public.s)',
    14,
    /output = public\.o\)/,
  ],
  [
    `CREATE COLLATION public.c (provider = builtin, locale = 'C.UTF-8')`,
    17,
    /provider = libc, lc_collate = 'C', lc_ctype = 'C\.UTF-8'/,
  ],
  [`CREATE COLLATION public.c (provider = builtin, locale = 'PG_UNICODE_FAST')`, 17, 'refused'],
  [`CREATE COLLATION public.c (provider = icu, locale = 'und', rules = '&a < b')`, 16, 'refused'],
  ['CREATE VIEW public.v WITH (security_invoker = true) AS SELECT 1', 15, 'refused'],
  [body('SELECT 1'), 14, 'refused'],
  ['CREATE FUNCTION public.g() RETURNS integer LANGUAGE sql RETURN 1', 14, 'refused'],
  [`CREATE PROCEDURE public.g(OUT x integer) LANGUAGE sql AS ''`, 14, 'refused'],
  [
    `CREATE FUNCTION public.g() RETURNS void LANGUAGE sql SET transaction_timeout = 0 AS ''`,
    17,
    /LANGUAGE sql AS ''/,
  ],
  ['CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION public.f()', 17, 'left out'],
  ['CREATE TABLE public.t (x uuid DEFAULT uuidv7())', 18, 'refused'],
  ['CREATE TABLE public.t (x uuid DEFAULT pg_catalog.uuidv4())', 18, /DEFAULT gen_random_uuid\(\)/],
  [view('SELECT any_value(x) FROM public.a'), 16, 'refused'],
  [view('SELECT random(1, 6)'), 17, 'refused'],
  [view('SELECT now() AT LOCAL'), 17, 'refused'],
  [body('MERGE INTO public.a USING public.p ON a.x = p.x WHEN MATCHED THEN DELETE'), 15, 'refused'],
  [
    body('MERGE INTO public.a USING public.p ON a.x = p.x WHEN NOT MATCHED BY SOURCE THEN DELETE'),
    17,
    'refused',
  ],
  [
    body('MERGE INTO public.a USING public.p ON a.x = p.x WHEN MATCHED THEN DELETE RETURNING a.x'),
    17,
    'refused',
  ],
  [body('DELETE FROM public.a RETURNING WITH (OLD AS o) o.x'), 18, 'refused'],
  [body('UPDATE public.a SET x = 1 RETURNING old.x'), 18, 'refused'],
  [view('SELECT x FROM public.a GROUP BY DISTINCT ROLLUP (x), CUBE (x)'), 14, 'refused'],
  [
    view(
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SEARCH DEPTH FIRST BY n SET o SELECT n FROM r',
    ),
    14,
    'refused',
  ],
  [view('SELECT k.x FROM public.a JOIN public.p USING (x) AS k'), 14, 'refused'],
  [view('SELECT x FROM (SELECT x FROM public.a)'), 16, /\(SELECT x FROM public\.a\) AS subquery/],
  [view('SELECT abs(x) AS y FROM (SELECT x FROM public.a)'), 16, /\(SELECT x FROM public\.a\) AS subquery/],
  [view('SELECT abs(column1) AS y FROM (VALUES (1))'), 16, /\(VALUES \(1\)\) AS subquery/],
  [view('SELECT x FROM ((SELECT 1 AS x) UNION (SELECT 2))'), 16, /\(SELECT 2\)\) AS subquery/],
  [view(`SELECT (j)['a'] FROM public.a`), 14, 'refused'],
  [view(`SELECT XMLSERIALIZE(DOCUMENT '<a/>'::xml AS text INDENT)`), 16, 'refused'],
  [view('SELECT j IS JSON FROM public.a'), 16, 'refused'],
  [view(`SELECT JSON_OBJECT('a' VALUE 1)`), 16, 'refused'],
  [view('SELECT JSON_ARRAY(1)'), 16, 'refused'],
  [view('SELECT JSON_ARRAY(SELECT 1)'), 16, 'refused'],
  [view('SELECT JSON_OBJECTAGG(x VALUE y) FROM public.a'), 16, 'refused'],
  [view('SELECT JSON_ARRAYAGG(x) FROM public.a'), 16, 'refused'],
  [view(`SELECT JSON_VALUE(j, '$') FROM public.a`), 17, 'refused'],
  [view(`SELECT t.x FROM public.a, JSON_TABLE(j, '$' COLUMNS (x integer)) t`), 17, 'refused'],
  [view(`SELECT JSON('1')`), 17, 'refused'],
  [view('SELECT JSON_SCALAR(1)'), 17, 'refused'],
  [view(`SELECT JSON_SERIALIZE('1')`), 17, 'refused'],
  ['CREATE TABLE public.t (x integer DEFAULT 0xff)', 16, /DEFAULT 255/],
  ['CREATE TABLE public.t (x bigint DEFAULT 1_000_000)', 16, /DEFAULT 1000000/],
  ['GRANT SELECT, MAINTAIN, DELETE ON public.a TO r', 17, /GRANT SELECT, DELETE ON public\.a TO r/],
  ['GRANT MAINTAIN ON public.a TO r', 17, 'left out'],
  ['ALTER DEFAULT PRIVILEGES GRANT MAINTAIN, SELECT ON TABLES TO r', 17, /GRANT SELECT ON TABLES TO r/],
  ['ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO r', 18, 'left out'],
  ['GRANT SELECT ON public.a TO r GRANTED BY CURRENT_USER', 14, /GRANT SELECT ON public\.a TO r;/],
  ['GRANT pg_maintain TO r', 17, 'left out'],
  ['GRANT r TO postgres WITH INHERIT TRUE', 16, /GRANT r TO postgres;/],
  ['GRANT r TO postgres WITH ADMIN TRUE, SET TRUE', 16, /GRANT r TO postgres WITH ADMIN OPTION;/],
  ['GRANT r TO postgres WITH INHERIT FALSE', 16, 'left out'],
  ['ALTER PUBLICATION pub ADD TABLE public.a (x)', 15, 'left out'],
  ['ALTER PUBLICATION pub ADD TABLE public.a WHERE (x > 0)', 15, 'left out'],
  ['ALTER PUBLICATION pub ADD TABLES IN SCHEMA public', 15, 'left out'],
  ['CREATE PUBLICATION q FOR TABLES IN SCHEMA public', 15, 'refused'],
  ['CREATE PUBLICATION q FOR ALL TABLES WITH (publish_generated_columns = stored)', 18, /FOR ALL TABLES;/],
  [`CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false, origin = none)`, 16, 'refused'],
  ['ALTER TABLE public.a ALTER COLUMN x SET STATISTICS DEFAULT', 17, 'left out'],
  ['ALTER TABLE public.a ALTER COLUMN x SET STORAGE DEFAULT', 16, 'left out'],
  ['CREATE SEQUENCE public.s; ALTER SEQUENCE public.s SET UNLOGGED', 15, 'left out'],
  ['CREATE TABLE public.t (x integer) PARTITION BY RANGE (x) USING heap', 17, /RANGE \(x\);/],
  ['CREATE TABLE public.t (x integer) PARTITION BY LIST (x) USING columnar', 17, 'refused'],
  [
    'CREATE OPERATOR CLASS public.oc FOR TYPE integer USING gist AS FUNCTION 12 public.f(integer)',
    18,
    'refused',
  ],
  ['ALTER OPERATOR public.=== (integer, integer) SET (COMMUTATOR = OPERATOR(public.===))', 17, 'refused'],
  [
    `CREATE EVENT TRIGGER e ON ddl_command_start WHEN TAG IN ('REINDEX') EXECUTE FUNCTION public.f()`,
    17,
    'refused',
  ],
  [view(`SELECT generate_series(now(), now(), '1 day'::interval, 'UTC'::text)`), 16, 'refused'],
  [view('SELECT jsonb_strip_nulls(j, true) FROM public.a'), 18, 'refused'],
  [view(`SELECT SUBSTRING('a'::text SIMILAR 'a'::text ESCAPE '#'::text)`), 14, 'refused'],
  [view(`SELECT jsonb_path_query(j, '$."a".string()'::jsonpath) FROM public.a`), 17, 'refused'],
  [view(`SELECT jsonb_path_exists(j, '$.a.date()') FROM public.a`), 17, 'refused'],
  [view(`SELECT '-infinity'::interval`), 17, 'refused'],
  [view('SELECT x::text COLLATE pg_catalog."unicode" FROM public.a'), 16, 'refused'],
  ['CREATE TABLE public.t (x text COLLATE pg_catalog.pg_c_utf8)', 17, 'refused'],
  ['CREATE INDEX i ON public.a ((x::text) COLLATE pg_catalog.pg_unicode_fast)', 18, 'refused'],
  ['CREATE TABLE public.t (x text) PARTITION BY LIST (x COLLATE pg_catalog.pg_unicode_fast)', 18, 'refused'],
  [view('SELECT backend_type FROM pg_stat_io'), 16, 'refused'],
  [
    `CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false, streaming = parallel)`,
    16,
    /\(connect = false\)/,
  ],
  [
    `CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false, failover = true)`,
    17,
    /\(connect = false\)/,
  ],
];

describe('what came with a version', () => {
  it.each(SAMPLES)('%s', (sql, since, older) => {
    const versions = [13, 14, 15, 16, 17, 18];
    const now = versions.filter((version) => version >= since).map((version) => outcome(sql, version));
    // From its version on it stands as it was.
    expect(now).not.toContain('refused');
    expect(now).not.toContain('left out');
    const then = outcome(sql, since - 1);
    if (typeof older === 'string') expect(then).toBe(older);
    else {
      expect(then).toMatch(older);
      expect(now[0]).not.toMatch(older);
    }
  });

  it('every construct of the table has a sample that reaches it', () => {
    const said = SAMPLES.map(([sql, since]) => told(sql, since - 1)).join('\n');
    // Of some the name comes from the statement: `the function uuidv7()`.
    const subjects = constructs.map(({ what }) =>
      what({ defname: 'set' }).replace(/(?:undefined|set).*$/, ''),
    );
    expect(subjects.filter((what) => !said.includes(`uses ${what}`))).toEqual([]);
  });

  it('a dump for the version that it comes from is left as it is', () => {
    const tables = SAMPLES.map(([sql]) => sql).filter((sql) => sql.startsWith('CREATE TABLE'));
    const named = tables.map((sql, at) => `${sql.replace('public.t ', `public.t${at} `)};\n`);
    const text = `-- Dumped from database version 18.1\n${named.join('')}`;
    const { report } = convert(Buffer.from(text), { preset: 'plain' });
    expect(report.diagnostics.filter(({ code }) => code.startsWith('target/'))).toEqual([]);
  });
});
