/** A database that has moved on: later migrations have run, or its tables are of an earlier design. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

await ready();
const DESIGN = `
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA core;
CREATE TABLE core.beds (id integer, "Ward No" text);
CREATE FUNCTION core.seven() RETURNS integer LANGUAGE sql AS 'SELECT 7';`;
const baseline = (version: string | undefined, settings = {}): string =>
  convert(Buffer.from(DESIGN), { preset: 'plain', version, ...settings }).sql;
const V001 = baseline('001');

let server: Server;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server?.stop());

async function inDatabase(prepared: string, use: (database: Database) => Promise<void>): Promise<void> {
  const database = await createDatabase(server);
  try {
    expect(await database.apply(prepared), 'what is there').toBeUndefined();
    await use(database);
  } finally {
    await database.drop();
  }
}

/** As Flyway makes it, as far as a version goes. */
const history = (rows: string, table = 'public.flyway_schema_history'): string => `
CREATE TABLE ${table} (installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL DEFAULT '',
  type varchar(20) NOT NULL, script varchar(1000) NOT NULL DEFAULT '', success boolean NOT NULL);
INSERT INTO ${table} (installed_rank, version, type, success) VALUES ${rows};`;

const [ONE, TWO] = [`(1, '001', 'SQL', true)`, `(2, '002', 'SQL', true)`];
const MADE = V001;
const EMPTY = '';

describe.each<[what: string, there: string, rows: string, file?: string]>([
  ['the next one', MADE, `${ONE}, ${TWO}`],
  ['the next one, below one that failed', MADE, `${ONE}, ${TWO}, (3, '003', 'SQL', false)`],
  [
    'one above it as numbers, below it as text',
    MADE,
    `(1, '9', 'SQL', true), (2, '10', 'SQL', true)`,
    baseline('9'),
  ],
  ['a part of a version more', MADE, `(1, '1', 'SQL', true), (2, '1.1', 'SQL', true)`],
  ['one that is a date', MADE, `${ONE}, (2, '20261128093000', 'SQL', true)`],
  ['the next one after a baseline migration', MADE, `(1, '001', 'SQL_BASELINE', true), ${TWO}`],
  ['a baseline above it, over its tables', MADE, `(1, '2', 'BASELINE', true)`],
  ['the next one, its own tables gone since', EMPTY, `${ONE}, ${TWO}`],
])('stops where a later migration has run: %s', (_, there, rows, file = V001) => {
  test('nothing is changed', async () => {
    const drift = there === EMPTY ? '' : `DROP FUNCTION core.seven();`;
    await inDatabase(there + history(rows) + drift, async (database) => {
      const before = await database.pgDump(['--restrict-key=x']);
      expect(await database.apply(file)).toMatch(/Migration \S+ has run after this one/);
      expect(await database.pgDump(['--restrict-key=x'])).toBe(before);
    });
  });
});

describe.each<[what: string, there: string, rows: string, file?: string]>([
  ['it is the last one', MADE, ONE],
  ['its version is written in another way', MADE, `(1, '1', 'SQL', true), (2, '1.0', 'SQL', true)`],
  ['a baseline at 0', MADE, `(1, '0', 'BASELINE', true)`],
  ['it ran as a baseline migration', MADE, `(1, '001', 'SQL_BASELINE', true)`],
  ['the later one failed', MADE, `${ONE}, (2, '002', 'SQL', false)`],
  ['what has no version', MADE, `${ONE}, (2, NULL, 'SQL', true), (3, NULL, 'SCHEMA', true)`],
  ['a baseline above it, without its tables', EMPTY, `(1, '2', 'BASELINE', true)`],
  ['the history of another module', EMPTY, `(1, '5', 'SQL', true), (2, '6', 'SQL', true)`],
  ['out of order', EMPTY, TWO],
  ['it is above as a number', MADE, `(1, '9', 'SQL', true), (2, '10', 'SQL', true)`, baseline('10')],
  ['its name has no version', MADE, `${ONE}, ${TWO}`, baseline(undefined)],
])('runs: %s', (_, there, rows, file = V001) => {
  test('and makes what is missing', async () => {
    const drift = there === EMPTY ? '' : 'DROP FUNCTION core.seven();';
    await inDatabase(there + history(rows) + drift, async (database) => {
      expect(await database.apply(file)).toBeUndefined();
      expect(await database.query('SELECT core.seven() AS made')).toEqual([{ made: 7 }]);
    });
  });
});

describe('the history', () => {
  const rows = `${ONE}, ${TWO}`;

  test('is found where Flyway puts it in front of the search_path', async () => {
    const elsewhere = `CREATE SCHEMA app; ${history(rows, 'app.flyway_schema_history')}`;
    await inDatabase(MADE + elsewhere, async (database) => {
      expect(await database.apply(`SET search_path = app, public;\n${V001}`)).toMatch(/Migration 002/);
      expect(await database.apply(V001)).toBeUndefined();
    });
  });

  test('is the one that the configuration names', async () => {
    const named = baseline('001', { historyTable: 'app."History"' });
    const elsewhere = `CREATE SCHEMA app; ${history(rows, 'app."History"')}`;
    await inDatabase(MADE + elsewhere, async (database) => {
      expect(await database.apply(named)).toMatch(/Migration 002/);
    });
  });

  test('is not read by one who may not', async () => {
    const role = 'later_reader';
    const owned = `CREATE ROLE ${role}; DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ${role}', current_database()); END $$;`;
    await inDatabase(owned + history(rows), async (database) => {
      const asRole = `SET SESSION AUTHORIZATION ${role};\n`;
      expect(await database.apply(asRole + V001)).toBeUndefined();
      expect(await database.apply(asRole + V001)).toBeUndefined();
      await database.apply(`GRANT SELECT ON public.flyway_schema_history TO ${role}`);
      expect(await database.apply(asRole + V001)).toMatch(/Migration 002/);
      await database.apply(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role};`);
    });
  });

  test('is no view, which could run anything', async () => {
    const trap = `CREATE FUNCTION public.trap() RETURNS varchar LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'trapped'; END $$;
      CREATE VIEW public.flyway_schema_history AS SELECT public.trap() AS version, true AS success;`;
    await inDatabase(MADE + trap, async (database) => {
      expect(await database.apply(V001)).toBeUndefined();
    });
  });

  test('is overridden by baseline.rerun=force', async () => {
    await inDatabase(`${MADE}${history(rows)}DROP FUNCTION core.seven();`, async (database) => {
      const { PGHOST: host, PGUSER: user } = server.env;
      const client = new pg.Client({
        host,
        user,
        database: database.name,
        options: '-c baseline.rerun=force',
      });
      await client.connect();
      await client.query(`BEGIN;\n${V001}\nCOMMIT`).finally(() => client.end());
      expect(await database.query('SELECT core.seven() AS made')).toEqual([{ made: 7 }]);
    });
  });
});

describe('tables of an earlier design', () => {
  const earlier = 'CREATE SCHEMA core; CREATE TABLE core.beds (id integer);';

  test.each([V001, baseline(undefined)])('stop it by name, and nothing is changed', async (sql) => {
    await inDatabase(earlier, async (database) => {
      const before = await database.pgDump(['--restrict-key=x']);
      expect(await database.apply(sql)).toMatch(/core\.beds has no column "Ward No"$/);
      expect(await database.pgDump(['--restrict-key=x'])).toBe(before);
    });
  });

  test('a column that was dropped is missing', async () => {
    await inDatabase(`${MADE}ALTER TABLE core.beds DROP COLUMN "Ward No";`, async (database) => {
      expect(await database.apply(V001)).toMatch(/core\.beds has no column "Ward No"$/);
    });
  });

  test('one more column is no matter', async () => {
    await inDatabase(`${MADE}ALTER TABLE core.beds ADD COLUMN more text;`, async (database) => {
      expect(await database.apply(V001)).toBeUndefined();
    });
  });
});
