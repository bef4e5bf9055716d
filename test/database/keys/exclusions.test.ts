/**
 * Exclusion constraints, which ask no policy: rows of one tenant exclude each other as before, and none of another's. Rows without
 * a tenant exclude each other by the author's own. Where the constraint has to stay, the report says what it tells.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready, type Settings } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';

const DUMP = `
CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL);
CREATE TABLE core.bookings (tenant_id uuid NOT NULL, theatre integer NOT NULL, slot tsrange NOT NULL);
CREATE TABLE core.prices (tenant_id uuid, code text NOT NULL, valid daterange NOT NULL, deleted boolean DEFAULT false NOT NULL);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core.bookings ADD CONSTRAINT bookings_overlap EXCLUDE USING gist (box(point(theatre, theatre), point(theatre, theatre)) WITH &&, slot WITH &&);
ALTER TABLE ONLY core.prices ADD CONSTRAINT prices_overlap EXCLUDE USING gist (valid WITH &&) WHERE ((NOT deleted));
ALTER TABLE ONLY core.bookings ADD CONSTRAINT bookings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
ALTER TABLE ONLY core.prices ADD CONSTRAINT prices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
GRANT USAGE ON SCHEMA core TO ks_app;
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE core.bookings, core.prices TO ks_app;
`;
const [A, B] = ['a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002'];
const TENANTS = `
ALTER TABLE core.tenants NO FORCE ROW LEVEL SECURITY;
INSERT INTO core.tenants (id) VALUES ('${A}'), ('${B}') ON CONFLICT DO NOTHING;`;

await ready();
const settings: Partial<Settings> = { preset: 'hims' };
const conversion = convert(Buffer.from(DUMP), settings);
const keys = { perTenant: [], global: [], replaceForeignKeys: false, btreeGist: false };
const without = convert(Buffer.from(DUMP), { ...settings, keys });

let server: Server;
const databases: Database[] = [];
const create = async (...scripts: readonly string[]): Promise<Database> => {
  const database = await createDatabase(server);
  databases.push(database);
  for (const script of scripts) expect(await database.apply(script)).toBeUndefined();
  return database;
};
let database: Database;
beforeAll(async () => {
  server = await startServer(15);
  // A second run changes nothing.
  database = await create(conversion.sql, conversion.sql, TENANTS);
});
afterAll(async () => {
  for (const one of databases) await one.drop();
  await server?.stop();
});

const booking = (tenant: string | undefined, hours: string, theatre = 2): string =>
  `INSERT INTO core.bookings (tenant_id, theatre, slot)
    VALUES (${tenant === undefined ? 'DEFAULT' : `'${tenant}'`}, ${theatre}, '[2026-12-01 ${hours.replace('-', ',2026-12-01 ')})');`;
const price = (tenant: string | null, days: string, deleted = false): string =>
  `INSERT INTO core.prices (tenant_id, code, valid, deleted)
    VALUES (${tenant === null ? 'NULL' : `'${tenant}'`}, 'x', '[2026-01-${days.replace('-', ',2026-01-')})', ${deleted});`;

/** All in one transaction, which is taken back. */
const said = async (one: Database, ...statements: readonly string[]): Promise<string> => {
  const error = await one.apply(`${statements.join('\n')}\nDO $$ BEGIN RAISE EXCEPTION 'all taken'; END $$;`);
  return error!.replace(/^.*ERROR: +/, '');
};

describe('a column that every row has', () => {
  test('two tenants may overlap', async () => {
    expect(await said(database, booking(B!, '10:00-12:00'), booking(A!, '11:00-11:05'))).toBe('all taken');
  });

  test('one tenant may not', async () => {
    expect(await said(database, booking(A!, '10:00-12:00'), booking(A!, '11:00-11:05'))).toMatch(
      /violates exclusion constraint "bookings_tenant_id_/,
    );
    expect(await said(database, booking(A!, '10:00-12:00'), booking(A!, '11:00-11:05', 3))).toBe('all taken');
  });

  test('the application learns nothing of another tenant', async () => {
    const asA = `SET LOCAL SESSION AUTHORIZATION ks_app; SET LOCAL app.tenant_id = '${A}';`;
    expect(await said(database, booking(B!, '10:00-12:00'), asA, booking(undefined, '11:00-11:05'))).toBe(
      'all taken',
    );
    expect(await said(database, booking(A!, '10:00-12:00'), asA, booking(undefined, '11:00-11:05'))).toMatch(
      /violates exclusion constraint/,
    );
  });
});

describe('a column that may be NULL', () => {
  test('two tenants may overlap, and one may not', async () => {
    expect(await said(database, price(B!, '01-20'), price(A!, '05-06'))).toBe('all taken');
    expect(await said(database, price(A!, '01-20'), price(A!, '05-06'))).toMatch(
      /violates exclusion constraint "prices_tenant_id_valid_excl"/,
    );
  });

  test('rows without a tenant exclude each other by the author’s own', async () => {
    expect(await said(database, price(null, '01-20'), price(null, '05-06'))).toMatch(
      /violates exclusion constraint "prices_overlap"/,
    );
    expect(await said(database, price(null, '01-20'), price(A!, '05-06'))).toBe('all taken');
    const [own] = await database.query(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'prices_overlap'`,
    );
    expect(own).toEqual({
      definition: 'EXCLUDE USING gist (valid WITH &&) WHERE (((tenant_id IS NULL) AND (NOT deleted)))',
    });
  });

  test('the author’s condition holds in both', async () => {
    for (const tenant of [A!, null])
      expect(await said(database, price(tenant, '01-20'), price(tenant, '05-06', true))).toBe('all taken');
  });
});

test('the same after pg_dump, which converts to the same constraints', async () => {
  const restored = await createDatabase(server);
  databases.push(restored);
  const dump = await database.pgDump([]);
  expect(await restored.restore(dump)).toEqual([]);
  expect(await restored.apply(TENANTS)).toBeUndefined();
  expect(await said(restored, booking(B!, '10:00-12:00'), booking(A!, '11:00-11:05'))).toBe('all taken');
  const again = convert(Buffer.from(dump), settings);
  const constraints = `SELECT conrelid::regclass AS relation, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'x' ORDER BY 1, 2`;
  expect(await (await create(again.sql)).query(constraints)).toEqual(await database.query(constraints));
});

describe('without btree_gist', () => {
  test('the constraints stay, and are declared as known', () => {
    expect(without.sql).not.toContain('btree_gist');
    expect(without.report.replaced).toEqual([]);
    const known = without.report.known.filter(({ attack }) => attack === 'exclusion');
    expect(known.map(({ relation, name }) => `${relation} ${name}`).toSorted()).toEqual([
      'core.bookings bookings_overlap',
      'core.prices prices_overlap',
    ]);
    for (const { why } of known) expect(why).toContain('btree_gist');
    const left = without.diagnostics.filter(({ code }) => code === 'keys/left-global');
    expect(left).toHaveLength(2);
    for (const { help } of left) expect(help).toContain('keys: { btreeGist: true }');
  });

  test('what is declared is so', async () => {
    const open = await create(without.sql, TENANTS);
    expect(await said(open, booking(B!, '10:00-12:00'), booking(A!, '11:00-11:05'))).toMatch(
      /violates exclusion constraint "bookings_overlap"/,
    );
  });
});
