/**
 * What linters of a schema (splinter: https://github.com/supabase/splinter) find in the baseline and not in the export: policies
 * that the server checks one after another, and foreign keys that no index serves.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Conversion } from '../../../src/index.js';
import { lint } from '../../../src/verify/lints.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';
import { convertSample, readExport } from './conversion.js';
import { makeBaseline, makeRoles, OWNER } from './databases.js';

let server: Server;
let dropRoles: () => Promise<void>;
const made: Database[] = [];
let raw: Database;
let ofSuperuser: Database;
let ofPlainOwner: Database;
let conversion: Conversion;

beforeAll(async () => {
  server = await startServer(15);
  dropRoles = await makeRoles(server);
  const create = async (): Promise<Database> => {
    made.push(await createDatabase(server));
    return made.at(-1)!;
  };
  raw = await create();
  expect(await raw.restore(readExport())).toEqual([]);
  ofSuperuser = await create();
  conversion = await convertSample({ superuser: 'inline' });
  expect(await ofSuperuser.apply(conversion.sql)).toBeUndefined();
  ofPlainOwner = await create();
  await makeBaseline(ofPlainOwner, await convertSample(), 1);
}, 600_000);
afterAll(async () => {
  for (const database of made) await database.drop();
  await dropRoles?.();
  await server?.stop();
});

/** Rule multiple_permissive_policies: more than one permissive policy of a table for the same role and command. */
const MULTIPLE = `
  SELECT c.oid::regclass::text AS table, r.rolname AS role, cmd, string_agg(p.polname, ', ' ORDER BY p.polname) AS policies
  FROM pg_policy p
  JOIN pg_class c ON c.oid = p.polrelid AND c.relkind = 'r'
  JOIN pg_roles r ON p.polroles @> ARRAY[r.oid] OR p.polroles = ARRAY[0::oid]
  CROSS JOIN LATERAL unnest(CASE p.polcmd WHEN 'r' THEN ARRAY['SELECT'] WHEN 'a' THEN ARRAY['INSERT'] WHEN 'w' THEN ARRAY['UPDATE']
    WHEN 'd' THEN ARRAY['DELETE'] ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) cmd
  WHERE p.polpermissive AND r.rolname NOT LIKE 'pg\\_%' AND NOT r.rolbypassrls
  GROUP BY 1, 2, 3 HAVING count(*) > 1 ORDER BY 1, 2, 3`;

const idOf = ({ table, role, cmd }: Readonly<Record<string, unknown>>): string =>
  [table, role, cmd].map(String).join(' ');

async function multiple(database: Database): Promise<Map<string, Readonly<Record<string, unknown>>>> {
  const before = new Set((await raw.query(MULTIPLE)).map(idOf));
  const rows = await database.query(MULTIPLE);
  return new Map(rows.filter((row) => !before.has(idOf(row))).map((row) => [idOf(row), row]));
}

test('loaded by a superuser, no table has more permissive policies for a role and command than in the export', async () => {
  expect([...(await multiple(ofSuperuser)).values()]).toEqual([]);
});

test('loaded by a plain owner, the owner has one more where a policy of the author is for everybody', async () => {
  const more = [...(await multiple(ofPlainOwner)).values()];
  const everybodys = (
    await raw.query(`
      SELECT polrelid::regclass::text AS table FROM pg_policy WHERE polpermissive AND polroles = '{0}' GROUP BY 1`)
  ).map(({ table }) => table);
  expect(more.length).toBeGreaterThan(0);
  for (const { table, role, policies } of more) {
    expect(role).toBe(OWNER);
    expect(everybodys).toContain(table);
    expect(policies).toMatch(/^(?:.*, )?baseline_tenant_owner(?:, |$)/);
    expect(policies).not.toMatch(/baseline_tenant_access/);
  }
  // One for each command at most, in each table.
  const tables = new Set(more.map(({ table }) => table));
  expect(more.length).toBeLessThanOrEqual(4 * tables.size);
});

/** Foreign keys without an index that begins with their columns, in their order: splinter's rule unindexed_foreign_keys. */
const UNINDEXED = `
  SELECT k.conrelid::regclass || ' ' || k.conname AS key
  FROM pg_constraint k
  WHERE k.contype = 'f' AND NOT EXISTS (
    SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey)
  ORDER BY 1`;

test('no foreign key is added without an index, and none of the dump loses its index', async () => {
  const unindexed = async (database: Database): Promise<string[]> =>
    (await database.query(UNINDEXED)).map(({ key }) => String(key));
  const before = new Set(await unindexed(raw));
  const more = (await unindexed(ofSuperuser)).filter((key) => !before.has(key));
  // Its first column is the primary key, which finds the one row.
  expect(more).toEqual(['core.tenants fk__tenant_tenants_root_org']);
});

/** Trigger functions are checked with each of their tables, since NEW and OLD have its columns. */
const CHECKED = `
  SELECT DISTINCT p.oid::regprocedure || coalesce(' on ' || t.tgrelid::regclass, '') AS routine, c.level, c.message
  FROM pg_proc p
  JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
  LEFT JOIN pg_trigger t ON t.tgfoid = p.oid AND NOT t.tgisinternal
  CROSS JOIN LATERAL public.plpgsql_check_function_tb(p.oid, coalesce(t.tgrelid, 0), oldtable => t.tgoldtable, newtable => t.tgnewtable,
    performance_warnings => true, extra_warnings => true, security_warnings => true) c
  WHERE p.prorettype <> 'event_trigger'::regtype AND (p.prorettype <> 'trigger'::regtype OR t.oid IS NOT NULL)
  ORDER BY 1, 2, 3`;

/** https://github.com/okbob/plpgsql_check, of Debian's package postgresql-15-plpgsql-check */
test('plpgsql_check finds nothing in the baseline that it does not find in the export', async () => {
  const checked = async (database: Database): Promise<Readonly<Record<string, unknown>>[]> => {
    await database.output('CREATE EXTENSION IF NOT EXISTS plpgsql_check');
    return [...(await database.query(CHECKED))];
  };
  const before = (await checked(raw)).map((row) => JSON.stringify(row));
  expect(before).not.toEqual([]);
  const [{ count } = {}] = await ofSuperuser.query(
    `SELECT count(*)::int AS count FROM pg_proc WHERE proname LIKE 'baseline\\_%' OR proname = 'assert_tenant_isolation'`,
  );
  expect(count).toBeGreaterThan(10);
  expect((await checked(ofSuperuser)).filter((row) => !before.includes(JSON.stringify(row)))).toEqual([]);
});

test('no index that is added begins as another one, or is over a primary key', async () => {
  const rows = await ofSuperuser.query(`
    SELECT x.indexrelid::regclass::text AS index, y.indexrelid::regclass::text AS by
    FROM pg_index x
    JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid AND y.indpred IS NULL AND y.indexprs IS NULL
    JOIN pg_class i ON i.oid = x.indexrelid AND NOT i.relispartition AND i.relnamespace <> 'pg_toast'::regnamespace
    JOIN pg_class j ON j.oid = y.indexrelid AND j.relam = i.relam
    WHERE x.indrelid >= 16384 AND NOT x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL AND i.relname LIKE '%tenant_id%'
      AND ((y.indkey::int2[])[0:x.indnkeyatts - 1] = (x.indkey::int2[])[0:x.indnkeyatts - 1]
        OR y.indisprimary AND (x.indkey::int2[])[0:y.indnkeyatts - 1] = (y.indkey::int2[])[0:y.indnkeyatts - 1])`);
  const before = new Set(
    (
      await raw.query(`SELECT indexrelid::regclass::text AS index FROM pg_index WHERE indexrelid >= 16384`)
    ).map(({ index }) => index),
  );
  expect(rows.filter(({ index }) => !before.has(index))).toEqual([]);
});

test('the conversion tells the indexes that row-level security makes unusable, as the server does', async () => {
  // Each query has a session of its own here, with an empty search_path.
  const query = async (sql: string) => (sql.startsWith('RESET') ? [] : ofSuperuser.query(sql));
  const found = await lint({ query } as unknown as Parameters<typeof lint>[0], []);
  const names = (code: string, all: readonly { code: string; object?: string }[]): string[] =>
    all
      .filter((one) => one.code === code)
      .map(({ object = '' }) => object)
      .toSorted();
  const said = names('rls/index-unusable', conversion.diagnostics);
  expect(said).toEqual(names('lint/index-unusable', found));
  expect(said.filter((name) => name.includes('trgm'))).toHaveLength(3);
});
