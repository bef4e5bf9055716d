/** On a server the SQL can do nothing but in its scratch databases, whatever it holds; and what is right is still right. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import { openEngine } from '../../../src/verify/engines.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { renderVerification } from '../../../src/verify/text.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import { output } from '../command.js';
import { type Server, startServer } from '../server.js';
import { complaints, urlOf } from './witness.js';

let server: Server;
let folder: string;
beforeAll(async () => {
  await ready();
  server = await startServer(15);
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-scratch-'));
  writeFileSync(join(folder, 'secrets.txt'), 'secret');
  await psql(`CREATE ROLE victim LOGIN PASSWORD 'kept'; CREATE ROLE keeper`);
  await psql('CREATE DATABASE theirs');
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

const psql = (sql: string): Promise<string> =>
  output('psql', ['-X', '-A', '-t', '-d', 'postgres', '-c', sql], { env: server.env });

/** All that belongs to the cluster. */
const cluster = (): Promise<string> =>
  psql(`SELECT jsonb_build_object('roles', (SELECT jsonb_agg(to_jsonb(a) ORDER BY rolname) FROM pg_authid a),
    'members', (SELECT jsonb_agg(to_jsonb(m) ORDER BY m::text) FROM pg_auth_members m),
    'databases', (SELECT jsonb_agg(datname ORDER BY datname) FROM pg_database),
    'settings', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s::text) FROM pg_db_role_setting s),
    'server', (SELECT jsonb_agg(to_jsonb(f) ORDER BY f::text) FROM pg_file_settings f))`);

async function judge(dump: string, baseline: string, plain: boolean, report?: string): Promise<Verification> {
  const engine = await openEngine({ server: urlOf(server), seconds: 5 }, dump, baseline);
  try {
    return await verify({
      engine,
      attackEngine: () => openEngine({}, dump, baseline),
      dump,
      baseline: [baseline],
      plain,
      ...(report !== undefined && { report: readReport(report, 'report.json') }),
    });
  } finally {
    await engine.close();
  }
}

const HOSTILE = (file: string): readonly string[] => [
  `COPY (SELECT 1) TO PROGRAM 'touch ${file}'`,
  `/* c */ COPY (SELECT 1) TO '${file}'`,
  `/* */ ALTER SYSTEM SET log_min_messages = 'debug1'`,
  `DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch ${file}'''; END $$`,
  `DO $$ BEGIN RESET ROLE; RESET SESSION AUTHORIZATION; EXECUTE 'COPY (SELECT 1) TO ''${file}'''; END $$`,
  `DO $$ BEGIN PERFORM set_config('session_authorization', 'postgres', false); END $$`,
  `DO $$ BEGIN EXECUTE 'ALTER ROLE victim PASSWORD ''x'''; END $$`,
  `DO $$ BEGIN EXECUTE 'CREATE ROLE stays SUPERUSER LOGIN'; END $$`,
  `DO $$ BEGIN EXECUTE 'GRANT keeper TO CURRENT_USER'; END $$`,
  `DO $$ BEGIN EXECUTE 'ALTER ROLE ALL SET statement_timeout = ''7min'''; END $$`,
  `DO $$ BEGIN EXECUTE 'ALTER DATABASE theirs SET search_path = x'; END $$`,
  `DO $$ BEGIN EXECUTE 'REASSIGN OWNED BY keeper TO victim'; END $$`,
  `WITH x AS (SELECT 1) SELECT lo_import('${file}')`,
  `SELECT pg_read_file('/etc/hostname')`,
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'`,
  `CREATE EXTENSION dblink`,
  `CREATE FUNCTION public.c() RETURNS integer LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler'`,
  `CREATE SERVER there FOREIGN DATA WRAPPER postgres_fdw`,
  `CREATE EVENT TRIGGER ours ON ddl_command_end EXECUTE FUNCTION public.nothing()`,
  `CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)`,
  `SET SESSION AUTHORIZATION postgres`,
];

test('whatever a dump holds, the server is as it was', async () => {
  const before = await cluster();
  const file = join(folder, 'pwned');
  const dump = ['CREATE TABLE public.t (id integer)', ...HOSTILE(file), 'CREATE TABLE public.behind ()'];
  const result = await judge(
    dump.map((sql) => `${sql};\n`).join(''),
    'CREATE TABLE IF NOT EXISTS public.t (id integer);',
    true,
  );
  expect(await cluster()).toBe(before);
  expect(readdirSync(folder)).toEqual(['secrets.txt']);
  // The first three are no part of a schema. Each of the others is named, and none of them is a mistake of the dump.
  expect(result.unjudged).toEqual([]);
  const withheld = result.notRunOfDump.map(({ statement }) => statement.text);
  expect(withheld).toEqual(HOSTILE(file).slice(3));
  expect(result.fidelity.missing).toMatchObject([{ name: 'public.behind' }]);
});

test('a role that changes its own password still cannot log in', async () => {
  const took = `DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD ''known''', current_user); END $$;`;
  const logins = `DO $$ BEGIN IF (SELECT rolcanlogin FROM pg_roles WHERE rolname = current_user) THEN RAISE EXCEPTION 'it can log in'; END IF; END $$;`;
  expect((await judge(took + logins, '', true)).unjudged).toEqual([]);
});

const TENANTS = `
CREATE SCHEMA core;
CREATE SCHEMA clinic;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS moddatetime WITH SCHEMA public;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
ALTER TABLE core.tenants OWNER TO clinic_owner;
CREATE TABLE clinic.patients (id uuid DEFAULT gen_random_uuid() NOT NULL, tenant_id uuid NOT NULL, mrn public.citext, at timestamp);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinic.patients ADD CONSTRAINT patients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinic.patients ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
CREATE TRIGGER touched BEFORE UPDATE ON clinic.patients FOR EACH ROW EXECUTE FUNCTION public.moddatetime('at');
CREATE VIEW clinic.v AS SELECT id, mrn FROM clinic.patients;
GRANT USAGE ON SCHEMA clinic TO clinic_app;
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE clinic.patients TO clinic_app;
GRANT SELECT ON TABLE clinic.v TO victim;
`;

test.each(['hims', 'plain'] as const)('what is right passes, %s', async (preset) => {
  const before = await cluster();
  const { sql, report } = convert(Buffer.from(TENANTS), { preset });
  const result = await judge(TENANTS, sql, preset === 'plain', renderJson(report));
  expect(complaints(result)).toBe('');
  expect(result).toMatchObject({ owners: false, failures: [], unjudged: [] });
  expect(result.notRun.map(({ message }) => message)).toEqual([]);
  if (preset === 'hims') {
    expect(result.isolatedOn).toContain('PGlite');
    expect(renderVerification(result)).toMatch(/isolation \d+ attacks on PGlite/);
    expect(result.isolation).toMatchObject({ isolated: true });
  }
  expect(await cluster()).toBe(before);
});

test('where no such role is let in, verify stops and says what to do', async () => {
  const data = (await psql('SHOW hba_file')).trim();
  const open = readFileSync(data, 'utf8');
  writeFileSync(data, `local all postgres trust\nlocal all all reject\n`);
  await psql('SELECT pg_reload_conf()');
  const before = await cluster();
  try {
    await expect(judge(TENANTS, '', true)).rejects.toMatchObject({
      code: 'verify/login',
      help: expect.stringContaining('--trust') as string,
    });
    expect(await cluster()).toBe(before);
  } finally {
    writeFileSync(data, open);
    await psql('SELECT pg_reload_conf()');
  }
});
