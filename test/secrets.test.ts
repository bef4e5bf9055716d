/** Secrets of the dump: found as PostgreSQL reads them, and shown to nobody, whatever becomes of the statement. */
import { describe, expect, it } from 'vitest';
import { difference } from '../src/cli/io/difference.js';
import { convert, InputError, ready, render, type Settings } from '../src/index.js';
import { renderJson } from '../src/report/json.js';
import { renderText } from '../src/report/text.js';
import { masked } from '../src/secrets.js';
import { secretsIn } from '../src/source/secretsIn.js';

await ready();

describe('found', () => {
  it.each([
    ['an option', `CREATE SERVER s OPTIONS (host 'h', password 'S3CRET')`],
    ['an option in quotes', `ALTER SERVER s OPTIONS (SET "secret_access_key" 'S3CRET')`],
    ['an option in other letters', `CREATE SERVER s OPTIONS (PassWord 'S3CRET')`],
    ['an escaped option', `CREATE SERVER s OPTIONS (U&"p!0061ssword" UESCAPE '!' 'S3CRET')`],
    ['behind a comment', `CREATE ROLE r PASSWORD /* 'x' */\n-- 'y'\n'S3CRET'`],
    ['an escape string', String.raw`CREATE ROLE r PASSWORD E'S3\103RET'`],
    ['between dollars', `CREATE ROLE r ENCRYPTED PASSWORD $x$S3CRET$x$`],
    ['a connection', `CREATE SUBSCRIPTION s CONNECTION 'host=h password=S3CRET' PUBLICATION p`],
    ['a connection with spaces', `SELECT dblink('host = h password = ''S3 CRET''', 'SELECT 1')`],
    ['a connection alone', `SELECT dblink('password=S3CRET', 'SELECT 1')`],
    ['an escaped connection', String.raw`SELECT dblink(U&'host=h pass\0077ord=S3CRET', '')`],
    ['a connection in lines', `SELECT dblink('host=h pass'\n  'word=S3CRET', 'SELECT 1')`],
    ['an address', `CREATE VIEW v AS SELECT 'postgres://u:S3CRET@h/d' AS at`],
    ['a key in an address', `CREATE VIEW v AS SELECT 'https://h/x?api_key=S3CRET' AS at`],
    ['in a body', `CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$SELECT dblink('password=S3CRET')$$`],
    ['in SQL of a body', `DO $$BEGIN EXECUTE 'CREATE ROLE r PASSWORD ''S3CRET'''; END$$`],
    ['a default', `CREATE TABLE t (id int, pw character varying(20) DEFAULT 'S3CRET'::character varying)`],
    ['a default set later', `ALTER TABLE ONLY t ALTER COLUMN password SET DEFAULT 'S3CRET'`],
    ['a comment', `COMMENT ON TABLE t IS 'password=S3CRET'`],
  ])('%s', (_, sql) => {
    expect(secretsIn(sql)).toHaveLength(1);
    expect(masked(sql)).not.toMatch(/S3 ?CRET|S3\\103RET/);
  });

  it.each([
    ['a column', `CREATE TABLE t (password text NOT NULL, token text DEFAULT ''::text, id int DEFAULT 1)`],
    [
      'a column that is written',
      `CREATE RULE r AS ON UPDATE TO v DO INSTEAD UPDATE t SET password = new.password`,
    ],
    ['a comparison', `CREATE FUNCTION f() RETURNS bool LANGUAGE sql AS $$SELECT password = 'x' FROM t$$`],
    ['what is filled in', `DO $$BEGIN EXECUTE format('CREATE ROLE r PASSWORD %L', 'x'); END$$`],
    ['a parameter', `SELECT dblink('host=h password=$1', '')`],
    ['a port', `CREATE VIEW v AS SELECT 'https://h:80/a@b' AS at`],
    ['an enumeration', `CREATE TYPE kind AS ENUM ('password', 'token', 'key')`],
    ['prose', `COMMENT ON COLUMN t.password IS 'The password, hashed; see token = x'`],
    ['no password', 'CREATE ROLE r PASSWORD NULL'],
  ])('not: %s', (_, sql) => {
    expect(secretsIn(sql)).toEqual([]);
  });
});

describe('names in messages', () => {
  it.each([
    `keys: { perTenant: ['token_hash'] }, in addition to the default patterns; keys: { global: ['public.user_sessions_token_hash_key'] }.`,
    `tenancy: { tenantTables: ['public.push_tokens'] } if each row belongs to one tenant, 'referenceTables' if all tenants share them`,
    `keys: { perTenant: ['api_key_date'] }, or none: 'x' }`,
  ])('stay: %s', (text) => {
    expect(masked(text)).toBe(text);
  });

  it.each([
    `PASSWORD'S3CRET'`,
    `'password' 'S3CRET'`,
    `"password": 'S3CRET'`,
    `jsonb_build_object('token', 'S3CRET')`,
  ])('go, with a value behind them: %s', (text) => {
    expect(masked(text)).not.toContain('S3CRET');
  });
});

/** Everything that a conversion says, but the output. */
function said(dump: string, settings: Partial<Settings> = {}): string {
  try {
    const { report, diagnostics, files } = convert(
      Buffer.from(dump),
      { preset: 'plain', ...settings },
      'dump.sql',
    );
    expect(files).toEqual([]);
    return [renderText(report), renderJson(report), ...diagnostics.map(render)].join('\n');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return render(error);
  }
}

const TABLE = 'CREATE TABLE public.t (id int);\n';
const DUMPS: [string, string][] = [
  ['a mapping', `CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS ("user" 'u', password 'S3CRET');`],
  [
    'a statement that does not parse',
    `CREATE USER MAPPING FOR PUBLIC SERVERS s OPTIONS (password\n'S3CRET');`,
  ],
  ['a quote that is not closed', `CREATE SUBSCRIPTION s CONNECTION 'host=h password=S3CRET PUBLICATION p;`],
  [
    'lines around an error',
    `CREATE ROLE r PASSWORD 'S3CRET';\nCREATE TABEL x ();\nALTER ROLE r PASSWORD 'S3CRET';`,
  ],
  ['a role', `ALTER ROLE r PASSWORD'S3CRET';`],
  ['a variable of psql', `\\set word S3CRET\nCREATE ROLE r PASSWORD :'word';`],
  ['a body', `CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$SELECT dblink('password=S3CRET')$$;`],
  ['a setting of the cluster', `ALTER SYSTEM SET primary_conninfo = 'host=h password=S3CRET';`],
  ['a call', `SELECT dblink('host=x password=S3CRET', 'select 1');`],
];

describe('said to nobody', () => {
  it.each(DUMPS)('%s', (_, dump) => {
    expect(said(`${TABLE}${dump}\n`)).not.toContain('S3CRET');
    expect(said(`${TABLE}${dump}\n`, { keepSecrets: true })).not.toContain('S3CRET');
  });

  it.each([
    ['a mapping', `CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'x', password 'S3CRET`],
    [
      'a mapping with a name of its own',
      `CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'x', "my key" 'S3CRET`,
    ],
    ['a mapping whose string is closed', `CREATE USER MAPPING FOR u SERVER s OPTIONS ("my key" 'S3CRET'`],
    ['a subscription', `CREATE SUBSCRIPTION s\n    CONNECTION 'host=h passw\\ord=S3CRET`],
    ['a subscription with an address', `CREATE SUBSCRIPTION s CONNECTION 'postgres://u:S3CRET@h/d`],
    ['a server', `CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (secret_access_key 'S3CRET`],
    ['a role', `ALTER ROLE r PASSWORD $x$S3CRET`],
  ])('unfinished: %s', (_, statement) => {
    for (const end of ['', ';\n', '\n\nCREATE TABLE public.u (id integer);\n']) {
      expect(said(`${TABLE}${statement}${end}`)).not.toContain('S3CRET');
      expect(said(`${TABLE}${statement}${end}`, { allowIncomplete: true })).not.toContain('S3CRET');
    }
  });

  it('nor what --check compares with', () => {
    const line = (word: string): string => `CREATE SERVER s OPTIONS (password '${word}');\n`;
    expect(difference(`a\n${line('S3CRET')}`, `b\n${line('other')}`)).toMatch(/^-a$/m);
    expect(difference(`a\n${line('S3CRET')}`, `b\n${line('other')}`)).not.toContain('S3CRET');
    expect(difference(line('S3CRET'), line('S3CRXX'))).toContain('only in secrets');
  });
});
