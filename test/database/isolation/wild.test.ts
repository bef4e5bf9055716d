/** What schemas have that nobody had in mind: it is told as it is, and nothing else is. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IsolationResult } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/stage/leaks.js';
import { type Scratch, startScratch } from './scratch.js';
import { judged } from './ward.js';

const WARD = readFileSync(new URL('ward.sql', import.meta.url), 'utf8');

let database: Scratch;
beforeAll(async () => {
  database = await startScratch();
});
afterAll(() => database?.close());

async function verify(plant: string, known: readonly Known[] = []): Promise<IsolationResult> {
  await database.run(WARD + plant);
  return judged(database, known);
}

/** Row-level security as the baseline writes it. */
const closed = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY baseline_tenant_access ON ${table} USING (true);
  CREATE POLICY baseline_tenant_isolation ON ${table} AS RESTRICTIVE USING (tenant_id = (SELECT ward.current_tenant_id()))
    WITH CHECK (tenant_id = (SELECT ward.current_tenant_id()));
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ward_app;`;

const TENANT = 'tenant_id uuid DEFAULT ward.current_tenant_id() NOT NULL REFERENCES ward.tenants';

const named = (relation: string, attack: string, name: string): Known => ({
  relation,
  attack,
  name,
  why: 'it is so',
});

test.each([
  [
    'one row at most',
    `CREATE TABLE ward.version (version text NOT NULL, ${TENANT}); CREATE UNIQUE INDEX version_one ON ward.version ((version IS NOT NULL));`,
    'version_one',
  ],
  [
    'a boolean key',
    `CREATE TABLE ward.version (single boolean DEFAULT true CONSTRAINT version_one PRIMARY KEY, ${TENANT});`,
    'version_one',
  ],
  [
    'a label for each row',
    `CREATE TABLE ward.version (state ward.state CONSTRAINT version_one PRIMARY KEY, n int, ${TENANT});`,
    'version_one',
  ],
])('a key that the rows of one tenant take all of tells of others: %s', async (_what, plant, key) => {
  const result = await verify(plant + closed('ward.version'), [named('ward.version', 'unique', key)]);
  expect(result).toMatchObject({
    isolated: true,
    undeclared: [],
    unfounded: [],
    unfilled: [],
    shown: [{ name: key }],
  });
  const undeclared = await verify(plant + closed('ward.version'));
  expect(undeclared.undeclared).toMatchObject([{ relation: 'ward.version', attack: 'unique', name: key }]);
});

test('a partition of one tenant that is partitioned itself has no rows of the two', async () => {
  const result = await verify(`
    CREATE TABLE ward.orders (id int NOT NULL, ${TENANT}) PARTITION BY LIST (tenant_id);
    CREATE TABLE ward.orders_one PARTITION OF ward.orders FOR VALUES IN ('11111111-1111-4111-8111-111111111111') PARTITION BY HASH (id);
    CREATE TABLE ward.orders_one_0 PARTITION OF ward.orders_one FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    ${closed('ward.orders')}
    ALTER TABLE ward.orders_one ENABLE ROW LEVEL SECURITY; ALTER TABLE ward.orders_one FORCE ROW LEVEL SECURITY;
    ALTER TABLE ward.orders_one_0 ENABLE ROW LEVEL SECURITY; ALTER TABLE ward.orders_one_0 FORCE ROW LEVEL SECURITY;`);
  expect(result).toMatchObject({ isolated: true, unfilled: [] });
  expect(result.ofOneTenant).toEqual(['ward.orders_one', 'ward.orders_one_0']);
});

const COUNTERS = `
  CREATE TABLE ward.counters (patient_id uuid PRIMARY KEY, last int NOT NULL DEFAULT 1, ${TENANT},
    FOREIGN KEY (tenant_id, patient_id) REFERENCES ward.patients (tenant_id, id));
  ${closed('ward.counters')}`;

const COUNTED = named('ward.counters', 'unique', 'counters_pkey');

test('a key refuses before the foreign key in it does: that is the key’s, and no function’s', async () => {
  const result = await verify(
    `${COUNTERS}
    CREATE FUNCTION ward.next_number(patient uuid) RETURNS int LANGUAGE sql
      AS 'INSERT INTO ward.counters (patient_id) VALUES (patient) ON CONFLICT (patient_id) DO UPDATE SET last = counters.last + 1 RETURNING last';`,
    [COUNTED],
  );
  expect(result).toMatchObject({ isolated: true, undeclared: [] });
});

test('one that answers is a leak all the same', async () => {
  const result = await verify(
    `${COUNTERS}
    CREATE FUNCTION ward.has_number(patient uuid) RETURNS boolean LANGUAGE plpgsql AS
      'BEGIN INSERT INTO ward.counters (patient_id) VALUES (patient); RETURN true; EXCEPTION WHEN unique_violation THEN RETURN true; WHEN OTHERS THEN RETURN false; END';`,
    [COUNTED],
  );
  expect(result.undeclared).toMatchObject([{ relation: 'ward.has_number', attack: 'function' }]);
});

test('what a function tells by a key is told of the key', async () => {
  const result = await verify(
    `CREATE TABLE ward.members (id bigserial PRIMARY KEY, login text NOT NULL UNIQUE, ${TENANT}); ${closed('ward.members')}
      GRANT USAGE ON SEQUENCE ward.members_id_seq TO ward_app;
      CREATE FUNCTION ward.register(login text) RETURNS bigint LANGUAGE sql AS 'INSERT INTO ward.members (login) VALUES (login) RETURNING id';`,
    [named('ward.members', 'unique', 'members_login_key'), named('ward.members', 'unique', 'members_pkey')],
  );
  expect(result).toMatchObject({ isolated: true, undeclared: [] });
});

test('nothing waits', { timeout: 20_000 }, async () => {
  const result = await verify(
    `CREATE FUNCTION ward.wait(seconds float8) RETURNS void LANGUAGE sql AS 'SELECT pg_sleep(seconds)';`,
  );
  expect(result).toMatchObject({ isolated: true, undeclared: [] });
});

const FOREIGN = `
  CREATE EXTENSION IF NOT EXISTS file_fdw; DROP SERVER IF EXISTS files CASCADE;
  CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
  CREATE FOREIGN TABLE ward.imported (a text, tenant_id uuid) SERVER files OPTIONS (filename '/nowhere');
  CREATE VIEW ward.v_imported AS SELECT a FROM ward.imported;
  CREATE VIEW ward.v_nested AS SELECT upper(a) AS a FROM ward.v_imported;
  CREATE VIEW ward.v_invoker WITH (security_invoker) AS SELECT a FROM ward.imported;
  GRANT SELECT ON ward.v_nested, ward.v_invoker TO ward_reports;`;

test('a view over a foreign table shows what no policy restricts, though nothing can be read', async () => {
  const result = await verify(FOREIGN);
  expect(new Set(result.undeclared.map(({ relation, attack }) => `${relation} ${attack}`))).toEqual(
    new Set(['ward.imported read', 'ward.imported write', 'ward.v_imported read', 'ward.v_nested read']),
  );
});
