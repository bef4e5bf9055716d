/** What the README says the application has to do, and what a setting does not protect against. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready } from '../../../src/index.js';
import { output } from '../command.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';

await ready();

const read = (file: string): string =>
  readFileSync(new URL(`../../../fixtures/lookup-basic/${file}`, import.meta.url), 'utf8');
const { sql } = convert(
  Buffer.from(read('input.sql')),
  settingsOf(readConfig(read('pg-baseline.config.yaml'), 'x')),
);
const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';
const ROWS = `
INSERT INTO core.tenants (id, code, subdomain, name) VALUES ('${A}', 'ARO', 'arogya', 'Arogya'), ('${B}', 'BHA', 'bharat', 'Bharat');
INSERT INTO core.users (tenant_id, email) SELECT '${A}'::uuid, format('a%s@example.org', n) FROM generate_series(1, 3) n
  UNION ALL SELECT '${B}'::uuid, format('b%s@example.org', n) FROM generate_series(1, 40) n;
ANALYZE core.users;`;

const set = (tenant: string): string =>
  `SELECT set_config('app.tenant_id', '${tenant}', true) \\g /dev/null\n`;
const within = (tenant: string, statements: string): string =>
  `BEGIN;\n${set(tenant)}${statements}\nCOMMIT;\n`;

describe.each([15, 18] as const)('on PostgreSQL %d', (version) => {
  let server: Server;
  let database: Database;
  /** In one session of the application, as a pooler would share it. */
  const said = async (script: string): Promise<string> =>
    (await database.transcript(`SET SESSION AUTHORIZATION app;\n${script}`)).trim();

  beforeAll(async () => {
    server = await startServer(version);
    database = await createDatabase(server);
    expect(await database.apply(sql)).toBeUndefined();
    expect(await database.apply(ROWS)).toBeUndefined();
  });
  afterAll(async () => {
    await database?.drop();
    const control = await createDatabase(server);
    await control.apply('DROP ROLE IF EXISTS app, reader, baseline_lookup');
    await control.drop();
    await server?.stop();
  });

  const COUNT = 'SELECT count(*) FROM core.users;';

  test('without a tenant no row is visible', async () => {
    expect(await said(`SELECT count(*) FROM core.tenants; ${COUNT}`)).toBe('0\n0');
  });

  test('the role chooses its tenant', async () => {
    expect(await said(within(A, COUNT) + within(B, COUNT))).toBe('3\n40');
  });

  test('a local setting ends with its transaction; a setting of the session does not', async () => {
    expect(await said(`${within(A, COUNT)}${COUNT} SET app.tenant_id = '${A}'; ${COUNT}`)).toBe('3\n0\n3');
    expect(await said(`${set(A)}${COUNT}`)).toBe('0');
  });

  test('a role is not bound by ALTER ROLE … SET', async () => {
    expect(
      await database.apply(
        `CREATE ROLE app_login LOGIN IN ROLE app; ALTER ROLE app_login SET app.tenant_id = '${A}';`,
      ),
    ).toBeUndefined();
    try {
      const counts = await output(
        'psql',
        ['-X', '-q', '-A', '-t', '-U', 'app_login', '-d', database.name, '-f', '-'],
        {
          env: server.env,
          input: `${COUNT} SET app.tenant_id = '${B}'; ${COUNT}`,
        },
      );
      expect(counts).toBe('3\n40\n');
    } finally {
      expect(await database.apply('DROP ROLE app_login')).toBeUndefined();
    }
  });

  const HELD = within(A, 'DECLARE held CURSOR WITH HOLD FOR SELECT email FROM core.users;');

  test('a cursor WITH HOLD keeps rows of the earlier tenant', async () => {
    expect(await said(`${HELD}${within(B, 'FETCH 1 FROM held;')}`)).toMatch(/^a\d@example\.org$/);
    expect(await said(`${HELD}DISCARD ALL;\n${within(B, 'FETCH 1 FROM held;')}`)).toContain(
      'cursor "held" does not exist',
    );
  });

  const KEPT = (end: string): string =>
    within(A, `CREATE TEMP TABLE kept ${end} AS SELECT email FROM core.users;`);

  test('a temporary table keeps rows of the earlier tenant', async () => {
    expect(await said(`${KEPT('')}${within(B, 'SELECT count(*) FROM kept;')}`)).toBe('3');
    const gone = 'relation "kept" does not exist';
    expect(await said(`${KEPT('')}DISCARD ALL;\n${within(B, 'SELECT count(*) FROM kept;')}`)).toContain(gone);
    expect(await said(`${KEPT('ON COMMIT DROP')}${within(B, 'SELECT count(*) FROM kept;')}`)).toContain(gone);
  });

  test('two tenants have the same e-mail address, and ON CONFLICT names the tenant column', async () => {
    const insert = (target: string): string =>
      within(B, `INSERT INTO core.users (email) VALUES ('a1@example.org') ON CONFLICT ${target} DO NOTHING;`);
    expect(await said(insert('(email)'))).toContain('no unique or exclusion constraint matching');
    expect(
      await said(`${insert('(tenant_id, email)')}${insert('(tenant_id, email)')}${within(B, COUNT)}`),
    ).toBe('41');
    expect(
      await database.apply(`DELETE FROM core.users WHERE tenant_id = '${B}' AND email LIKE 'a%'`),
    ).toBeUndefined();
  });

  test('EXPLAIN ANALYZE and pg_class tell how many rows are hidden', async () => {
    const plan = `SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;
      EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) SELECT * FROM core.users;`;
    expect(await said(within(A, plan))).toMatch(/Rows Removed by Filter: 40/);
    expect(await said(within(A, `SELECT reltuples FROM pg_class WHERE oid = 'core.users'::regclass;`))).toBe(
      '43',
    );
  });

  test('a login by e-mail needs the tenant, which is found by host name or code', async () => {
    const login = `SELECT count(*) FROM core.users WHERE email = 'b7@example.org';`;
    const found = `BEGIN;\nSELECT set_config('app.tenant_id', core.find_tenant_by_subdomain('Bharat')::text, true) \\g /dev/null\n${login}\nCOMMIT;`;
    expect(await said(`${login}\n${found}`)).toBe('0\n1');
    expect(await said(`SELECT core.find_tenant_by_subdomain('nobody') IS NULL;`)).toBe('t');
  });

  test('a query on the tenants table that names an indexed column uses the index', async () => {
    const plan = `SET LOCAL enable_seqscan = off; EXPLAIN SELECT name FROM core.tenants WHERE id = '${A}';`;
    expect(await said(within(A, plan))).toMatch(/Index Cond: \(id = /);
  });
});
