/** The statements as the witness finds them, and that the conversion finds the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scan } from '../src/source/scan.js';
import { sqlText } from '../src/verify/sql/decode.js';
import { makes, ownersIn, rolesMadeIn, setsOnlyOwners } from '../src/verify/sql/commands.js';
import { split } from '../src/verify/sql/split.js';

const texts = (sql: string): string[] => split(sql).map(({ text }) => text);

describe('a semicolon ends a statement, but not', () => {
  it.each([
    ['in a string', `SELECT 'a;b'`],
    ['in a string with a doubled quote', `SELECT 'it''s; a'`],
    ['behind a backslash in a plain string', String.raw`SELECT 'a\'`],
    ['in an escape string', String.raw`SELECT E'a\';b'`],
    ['in the continuation of an escape string', String.raw`SELECT E'a' ` + '\n' + String.raw` 'b\';c'`],
    ['behind a word that ends in e', String.raw`SELECT date'2025-01-01\'`],
    ['in an identifier', `SELECT "a;b", "it's;", "a"";b"`],
    ['in a dollar body', `SELECT $$a;b$$`],
    ['in a tagged dollar body', `SELECT $a$ ; $$ ; $b$ ; $a$`],
    ['behind a parameter', `SELECT f$1, $1`],
    ['in a comment at its end', `SELECT 1 -- a;b\n + 2`],
    ['in nested comments', `SELECT 1 /* a; /* b; */ c; */ + 2`],
    [
      'between the commands of a rule',
      `CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)`,
    ],
    [
      'in BEGIN ATOMIC',
      `CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END`,
    ],
  ])('%s', (_, sql) => {
    expect(texts(`${sql};\nSELECT 'next';`)).toEqual([sql, `SELECT 'next'`]);
  });
});

describe('leaves out', () => {
  it('lines for psql, also where they end a statement', () => {
    expect(texts(`\\restrict abc\nSELECT 1;\n\\connect x\nSELECT 2\n\\g\nSELECT 3;`)).toEqual([
      'SELECT 1',
      'SELECT 2',
      'SELECT 3',
    ]);
  });
  it('comments between statements', () => {
    expect(texts(`-- a; b\nSELECT 1; /* c; */ -- d\n;;\nSELECT 2`)).toEqual(['SELECT 1', 'SELECT 2']);
  });
  it('the rows of COPY, and counts them', () => {
    const sql = `COPY t (a) FROM stdin;\nit's;\n\\N\n\\.\n\nSELECT 1;`;
    expect(split(sql)).toMatchObject([{ rows: 2 }, { text: 'SELECT 1', line: 6 }]);
  });
});

it('backslashes escape in plain strings once the dump says so', () => {
  const sql = String.raw`SET standard_conforming_strings = off; SELECT 'a\';b'; SET standard_conforming_strings = on; SELECT 'c\'; SELECT 2;`;
  expect(texts(sql)).toEqual([
    'SET standard_conforming_strings = off',
    String.raw`SELECT 'a\';b'`,
    'SET standard_conforming_strings = on',
    String.raw`SELECT 'c\'`,
    'SELECT 2',
  ]);
});

it('knows the lines', () => {
  expect(split('\n\nSELECT 1;\nSELECT\n2;').map(({ line }) => line)).toEqual([3, 4]);
});

describe('finds what the conversion finds', () => {
  const folder = new URL('dumps/', import.meta.url);
  const dumps = readFileSync(new URL('list.tsv', folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t')[0]!)
    .filter((name) => !/utf16|latin1\.pg|win1252/.test(name));
  it.each(dumps)('in %s', (name) => {
    const text = sqlText(readFileSync(new URL(name, folder)), name);
    // Where backslashes escape in plain strings, the conversion says so of each.
    const words = (sql: string): string => sql.replace(/;?\s*$/, '').replace(/\bE(?=')/g, '');
    const expected = scan(text)
      .map((statement) => words(statement.text))
      .filter((sql) => !sql.startsWith('\\'));
    expect(texts(text).map(words)).toEqual(expected);
  });
});

describe('who is made an owner', () => {
  it.each([
    ['ALTER TABLE shop.item OWNER TO keeper', ['keeper']],
    ['ALTER FUNCTION shop.f(a text) OWNER TO "the Keeper"', ['"the Keeper"']],
    ['ALTER TABLE shop.item OWNER TO /* as before */ keeper', ['keeper']],
    [
      'DO $guard$ BEGIN IF true THEN ALTER SCHEMA s OWNER TO a; ALTER TABLE t OWNER TO b; ELSE ALTER VIEW v OWNER TO c; END IF; END $guard$',
      ['a', 'b', 'c'],
    ],
    [
      `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ -- set the table's owner to keeper first\n SELECT 1 $$`,
      [],
    ],
    [
      `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t OWNER TO keeper; END $$`,
      [],
    ],
    [`DO $$ BEGIN -- ALTER TABLE t OWNER TO keeper;\n NULL; END $$`, []],
    [`DO $$ BEGIN RAISE NOTICE 'ALTER TABLE t OWNER TO keeper'; END $$`, []],
    [`COMMENT ON TABLE t IS 'ALTER TABLE t OWNER TO keeper'`, []],
  ])('%s', (sql, owners) => {
    expect(ownersIn(sql)).toEqual(owners);
  });
});

describe('what a statement makes', () => {
  it.each([
    ['CREATE FOREIGN TABLE far.stock (a int) SERVER x', ['far.stock']],
    ['CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA far', ['postgres_fdw']],
    ['CREATE UNIQUE INDEX IF NOT EXISTS "My x" ON a.b (c)', ['My x']],
    ['CREATE MATERIALIZED VIEW "S"."V" AS SELECT 1', ['S.V']],
    ['CREATE OR REPLACE FUNCTION Far.F(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', ['far.f']],
    ['CREATE FOREIGN DATA WRAPPER post HANDLER far.handler', ['post']],
    ['CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = simple)', ['public.d']],
    [
      'DO $guard$ BEGIN IF true THEN CREATE SUBSCRIPTION s CONNECTION $$x$$ PUBLICATION p; END IF; END $guard$',
      ['s'],
    ],
    ['ALTER TABLE ONLY a.b ADD COLUMN IF NOT EXISTS Tenant_id uuid', ['tenant_id']],
    ['SELECT 1', []],
  ])('%s', (sql, names) => {
    expect(makes(sql)).toEqual(names);
  });

  it('roles by their names', () => {
    expect(
      ['CREATE ROLE a NOLOGIN', 'CREATE USER "B c"', 'CREATE USER MAPPING FOR x SERVER y'].flatMap(
        rolesMadeIn,
      ),
    ).toEqual(['a', 'B c']);
  });

  it('nothing but owners', () => {
    expect(setsOnlyOwners('ALTER TABLE a.b OWNER TO c')).toBe(true);
    const block = (more: string): string =>
      `DO $guard$ BEGIN IF to_regrole('c') IS NOT NULL THEN ALTER SCHEMA a OWNER TO c; ${more} END IF; END $guard$`;
    expect(setsOnlyOwners(block('ALTER TABLE a.b OWNER TO c;'))).toBe(true);
    expect(setsOnlyOwners(block('REVOKE CREATE ON SCHEMA a FROM c;'))).toBe(false);
  });
});
