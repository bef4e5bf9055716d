/** A foreign key that comes to tables whose owner is held by the policies, with rows in them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

const OWNER = 'keys_owner';

/** Beds are in wards, visits in beds; visits are partitioned. */
const design = (keys: string): string => `
-- Dumped from database version 15.18
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, name text, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE core.wards (id integer NOT NULL, tenant_id uuid NOT NULL, CONSTRAINT wards_pkey PRIMARY KEY (id));
CREATE TABLE core.beds (id integer NOT NULL, tenant_id uuid NOT NULL, ward_id integer, earlier_ward_id integer, CONSTRAINT beds_pkey PRIMARY KEY (id));
CREATE TABLE core.visits (tenant_id uuid NOT NULL, year integer NOT NULL, bed_id integer, earlier_bed_id integer) PARTITION BY LIST (year);
CREATE TABLE core.visits_2024 PARTITION OF core.visits FOR VALUES IN (2024);
CREATE TABLE core.rooms (id integer NOT NULL, tenant_id uuid NOT NULL, CONSTRAINT rooms_pkey PRIMARY KEY (id));
CREATE TABLE core.notes (tenant_id uuid NOT NULL, room_id integer);
CREATE FUNCTION core.bed_count() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM core.beds); END';
CREATE MATERIALIZED VIEW core.used AS SELECT b.id FROM core.beds b WITH NO DATA;
CREATE MATERIALIZED VIEW core.counted AS SELECT core.bed_count() AS beds WITH NO DATA;
ALTER TABLE ONLY core.wards ADD CONSTRAINT wards_tenant_fk FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
ALTER TABLE ONLY core.beds ADD CONSTRAINT beds_earlier_fk FOREIGN KEY (earlier_ward_id) REFERENCES core.wards(id);
ALTER TABLE core.visits ADD CONSTRAINT visits_earlier_fk FOREIGN KEY (earlier_bed_id) REFERENCES core.beds(id);
${keys}
REFRESH MATERIALIZED VIEW core.used;
REFRESH MATERIALIZED VIEW core.counted;
`;
const TO_WARD = `ALTER TABLE ONLY core.beds ADD CONSTRAINT beds_ward_fk FOREIGN KEY (ward_id) REFERENCES core.wards(id);`;
const TO_ROOM = `ALTER TABLE ONLY core.notes ADD CONSTRAINT notes_room_fk FOREIGN KEY (room_id) REFERENCES core.rooms(id);`;
const TO_BED = `ALTER TABLE core.visits ADD CONSTRAINT visits_bed_fk FOREIGN KEY (bed_id) REFERENCES core.beds(id);`;

const [A, B] = ['a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001'];
/** Rows of both tenants, by an administrator. */
const ROWS = `
INSERT INTO core.tenants (id, name) VALUES ('${A}', 'A'), ('${B}', 'B');
INSERT INTO core.wards (id, tenant_id) VALUES (1, '${A}'), (2, '${B}');
INSERT INTO core.beds (id, tenant_id, ward_id) VALUES (1, '${A}', 1), (2, '${B}', 2);
INSERT INTO core.visits (tenant_id, year, bed_id) VALUES ('${A}', 2024, 1), ('${B}', 2024, 2);`;

await ready();
const baseline = (keys: string): string => convert(Buffer.from(design(keys))).sql;
const WHOLE = baseline(TO_WARD + TO_BED);

let server: Server;
let database: Database;
beforeAll(async () => {
  server = await startServer(15);
  const admin = await createDatabase(server);
  await admin.apply(`CREATE ROLE ${OWNER}`);
  await admin.drop();
});
afterAll(async () => {
  const admin = await createDatabase(server);
  await admin.apply(`DROP ROLE ${OWNER}; DROP ROLE IF EXISTS baseline_view_owner`);
  await admin.drop();
  await server.stop();
});

/** As a hospital does it: the owner of the database, who is no superuser. */
const runAsOwner = (sql: string): Promise<string | undefined> =>
  database.apply(`SET SESSION AUTHORIZATION ${OWNER};\n${sql}`);

async function inDatabase(first: string, rows: string, use: () => Promise<void>): Promise<void> {
  database = await createDatabase(server);
  try {
    await database.apply(`ALTER DATABASE ${database.name} OWNER TO ${OWNER}`);
    expect(await runAsOwner(first), 'the first run').toBeUndefined();
    expect(await database.apply(rows), 'the rows').toBeUndefined();
    await use();
  } finally {
    await database.drop();
  }
}

async function expectWhole(): Promise<void> {
  const keys = await database.query(
    `SELECT conrelid::regclass::text AS table, bool_and(convalidated) AS valid FROM pg_constraint
     WHERE conname IN ('beds_ward_fk', 'visits_bed_fk') GROUP BY 1 ORDER BY 1`,
  );
  expect(keys).toEqual(
    ['core.beds', 'core.visits', 'core.visits_2024'].map((table) => ({ table, valid: true })),
  );
  const open = await database.query(
    `SELECT oid::regclass::text AS table FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity`,
  );
  expect(open).toEqual([]);
}

describe.each([
  ['one key dropped by hand', WHOLE, 'ALTER TABLE core.beds DROP CONSTRAINT beds_ward_fk;'],
  [
    'all keys dropped by hand',
    WHOLE,
    'ALTER TABLE core.beds DROP CONSTRAINT beds_ward_fk; ALTER TABLE core.visits DROP CONSTRAINT visits_bed_fk;',
  ],
  ['one key added to the design', baseline(TO_BED), ''],
  ['a key of a partitioned table added to the design', baseline(TO_WARD), ''],
])('%s', (_, first, change) => {
  test('it comes back over the rows of all tenants', async () => {
    await inDatabase(first, ROWS + change, async () => {
      expect(await runAsOwner(WHOLE)).toBeUndefined();
      await expectWhole();
    });
  });
});

describe.each([
  ['beds', `UPDATE core.beds SET ward_id = 77 WHERE id = 2;`, 'beds_ward_fk'],
  ['visits', `UPDATE core.visits SET bed_id = 77 WHERE bed_id = 2;`, 'visits_bed_fk'],
])('a row of %s that refers to nothing', (table, dangling, constraint) => {
  test('is refused, and nothing is changed', async () => {
    const without = `SET session_replication_role = replica; ALTER TABLE core.${table} DROP CONSTRAINT ${constraint};`;
    await inDatabase(WHOLE, `${ROWS}\n${without}\n${dangling}`, async () => {
      const state = () => database.pgDump(['--restrict-key=x']);
      const before = await state();
      expect(await runAsOwner(WHOLE)).toMatch(/violates foreign key constraint/);
      expect(await state()).toBe(before);
    });
  });
});

test.each([
  ['used', 'count(*) AS beds'],
  ['counted', 'beds'],
])('the materialized view %s that lost its rows is filled with those of all', async (view, beds) => {
  await inDatabase(WHOLE, `${ROWS}\nREFRESH MATERIALIZED VIEW core.${view} WITH NO DATA;`, async () => {
    expect(await runAsOwner(WHOLE)).toBeUndefined();
    expect(await database.query(`SELECT ${beds} FROM core.${view}`)).toEqual([{ beds: 2 }]);
    await expectWhole();
  });
});

test('the first key that refers to a table brings the unique key that it refers to', async () => {
  const rows = `${ROWS}
    INSERT INTO core.rooms (id, tenant_id) VALUES (1, '${A}'), (2, '${B}');
    INSERT INTO core.notes (tenant_id, room_id) VALUES ('${A}', 1), ('${B}', 2);`;
  await inDatabase(WHOLE, rows, async () => {
    expect(await runAsOwner(baseline(TO_WARD + TO_BED + TO_ROOM))).toBeUndefined();
    const keys = await database.query(
      `SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint
       WHERE contype IN ('f', 'u') AND 'core.rooms'::regclass IN (conrelid, confrelid) AND 'core.tenants'::regclass <> confrelid
       ORDER BY contype, 1`,
    );
    expect(keys).toEqual([
      { key: 'FOREIGN KEY (room_id) REFERENCES core.rooms(id)' },
      { key: 'FOREIGN KEY (tenant_id, room_id) REFERENCES core.rooms(tenant_id, id)' },
      { key: 'UNIQUE (tenant_id, id)' },
    ]);
    await expectWhole();
  });
});
