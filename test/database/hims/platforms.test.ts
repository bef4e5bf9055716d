/** Schemas with another way to say who the tenant is, with a platform's schemas, and with an owner that the dump does not name. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000001';

const read = (fixture: string, file: string): string =>
  readFileSync(new URL(`../../../fixtures/${fixture}/${file}`, import.meta.url), 'utf8');

const baselineOf = (fixture: string): string =>
  convert(
    Buffer.from(read(fixture, 'input.sql')),
    settingsOf(readConfig(read(fixture, 'pg-baseline.config.yaml'), 'pg-baseline.config.yaml')),
  ).sql;

let server: Server;
const made: Database[] = [];

beforeAll(async () => {
  await ready();
  server = await startServer(15);
});

afterAll(async () => {
  for (const database of made) await database.drop();
  await server.stop();
});

async function loaded(fixture: string): Promise<Database> {
  const database = await createDatabase(server);
  made.push(database);
  const baseline = baselineOf(fixture);
  for (const run of [1, 2, 3]) expect(await database.apply(baseline), `run ${run}`).toBeUndefined();
  return database;
}

/** The last line that the statements print, as the role. */
async function as(database: Database, role: string, statements: string): Promise<string> {
  const out = await database.output(`BEGIN; SET LOCAL ROLE ${role}; ${statements}; ROLLBACK;`);
  return out.trim().split('\n').at(-1) ?? '';
}

test('the application sets the setting of its own policies, and sees its rows', async () => {
  const database = await loaded('kernel-policySetting');
  await database.output(`
    INSERT INTO public.tenants (id, name) VALUES ('${A}', 'A'), ('${B}', 'B');
    INSERT INTO public.notes (tenant_id, body) VALUES ('${A}', 'of A'), ('${B}', 'of B');`);
  const bodies = 'SELECT string_agg(body, $$, $$) FROM public.notes';
  expect(await as(database, 'app', `SET LOCAL app.current_tenant = '${A}'; ${bodies}`)).toBe('of A');
  expect(await as(database, 'app', `SET LOCAL app.current_tenant = '${B}'; ${bodies}`)).toBe('of B');
  const added = `INSERT INTO public.visits DEFAULT VALUES RETURNING tenant_id`;
  expect(await as(database, 'app', `SET LOCAL app.current_tenant = '${B}'; ${added}`)).toBe(B);
});

test('tables of frameworks stay as they are, and those that only look like it are closed', async () => {
  const database = await loaded('classification-javaFrameworks');
  const forced = await database.query(`
    SELECT c.oid::regclass::text AS name, c.relforcerowsecurity AS forced FROM pg_catalog.pg_class c
    WHERE c.relkind = 'r' AND c.relname ~ '^(qrtz|shedlock|spring|batch)'`);
  const names = (is: boolean): string[] =>
    forced
      .filter((row) => row['forced'] === is)
      .map((row) => String(row['name']))
      .toSorted();
  expect(names(false)).toEqual([
    'public.qrtz_job_details',
    'public.qrtz_locks',
    'public.qrtz_triggers',
    'public.shedlock',
    'public.spring_session',
    'public.spring_session_attributes',
  ]);
  expect(names(true)).toEqual([
    'batch.batch_job_execution',
    'batch.batch_job_instance',
    'batch.batch_step_execution',
    'other.qrtz_triggers',
    'other.shedlock',
    'public.qrtz_rooms',
  ]);
  await database.output(`INSERT INTO public.qrtz_locks VALUES ('one', 'two');`);
  expect(await as(database, 'app', 'SELECT count(*) FROM public.qrtz_locks')).toBe('1');
});

test('what is left alone stays as it is, foreign tables and owners included; a partition of a managed table is closed', async () => {
  const database = await createDatabase(server);
  made.push(database);
  const role = `SELECT 'CREATE ROLE definer' WHERE to_regrole('definer') IS NULL \\gexec\n`;
  const baseline = baselineOf('classification-leftAlone');
  for (const run of [1, 2, 3]) expect(await database.apply(role + baseline), `run ${run}`).toBeUndefined();
  const [facts] = await database.query(`
    SELECT has_table_privilege('app', 'legacy.visits', 'INSERT') AS foreign_kept,
      has_table_privilege('app', 'legacy.bills_2023', 'SELECT') AS partition_open,
      (SELECT relforcerowsecurity FROM pg_catalog.pg_class WHERE oid = 'legacy.bills_2024'::regclass) AS partition_forced,
      (SELECT proowner::regrole::text FROM pg_catalog.pg_proc WHERE proname = 'bill') AS own,
      (SELECT proowner::regrole::text <> 'definer' FROM pg_catalog.pg_proc WHERE proname = 'import_all') AS left_alone`);
  expect(facts).toEqual({
    foreign_kept: true,
    partition_open: false,
    partition_forced: true,
    own: 'definer',
    left_alone: true,
  });
});

test('a claim tells the tenant, and the schemas of the platform stay as they are', async () => {
  const database = await loaded('classification-supabase');
  const user = 'cccccccc-0000-4000-8000-000000000001';
  await database.output(`
    INSERT INTO auth.users (id, email) VALUES ('${user}', 'a@example.org');
    INSERT INTO public.notes (tenant_id, user_id, body) VALUES ('${A}', '${user}', 'of A'), ('${B}', '${user}', 'of B');`);
  const claims = (tenant: string): string =>
    `SET LOCAL request.jwt.claims = '${JSON.stringify({ sub: user, app_metadata: { tenant_id: tenant } })}'`;
  const bodies = 'SELECT string_agg(body, $$, $$) FROM public.notes';
  expect(await as(database, 'authenticated', `${claims(A)}; ${bodies}`)).toBe('of A');
  expect(await as(database, 'authenticated', `${claims(B)}; ${bodies}`)).toBe('of B');
  expect(await as(database, 'authenticated', bodies)).toBe('');
  const touched = await database.query(`
    SELECT (SELECT count(*) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace IN ('auth'::regnamespace, 'storage'::regnamespace) AND a.attname IN ('tenant_id', 'created_at')) AS columns,
      (SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace IN ('auth'::regnamespace, 'storage'::regnamespace)
        AND c.relforcerowsecurity) AS forced,
      has_schema_privilege('supabase_auth_admin', 'auth', 'CREATE') AS creates,
      has_table_privilege('supabase_auth_admin', 'auth.users', 'TRUNCATE') AS truncates`);
  expect(touched.map((row) => Object.values(row).map(String))).toEqual([['0', '0', 'true', 'true']]);
});

test('the role that creates objects keeps CREATE, and the application has none', async () => {
  const database = await loaded('tenantPrivileges-ownerRole');
  const [may] = await database.query(`
    SELECT has_schema_privilege('app_owner', 'public', 'CREATE') AS owner,
      has_schema_privilege('app_visitor', 'public', 'CREATE') AS visitor,
      has_table_privilege('app_owner', 'public.notes', 'TRUNCATE') AS truncates`);
  expect(Object.values(may!).map(String)).toEqual(['true', 'false', 'true']);
});
