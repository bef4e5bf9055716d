/**
 * Which foreign key answers: the one over the tenant column, so that another tenant's row is like one that is nowhere. On a table
 * and its partitions, on a partition made later, after pg_dump and restore, and after a second run that had to add one.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';

await ready();
const input = readFileSync(new URL('../../../fixtures/keys-order/input.sql', import.meta.url));

/** Ours by default, and as another prefix renames them: a word that would sort late. */
const WORDS = { baseline: 'tenant', zz9: 'zz9_tenant' } as const;
type Prefix = keyof typeof WORDS;
const baselines = new Map(
  (Object.keys(WORDS) as Prefix[]).map((prefix) => [prefix, convert(input, { preset: 'hims', prefix }).sql]),
);

const [A, B] = ['a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002'];
const [THEIRS, NOWHERE] = ['b0000000-0000-4000-8000-0000000000ff', 'c0000000-0000-4000-8000-0000000000ff'];
const ROWS = `
  ALTER TABLE core.tenants DISABLE ROW LEVEL SECURITY; ALTER TABLE core.patients DISABLE ROW LEVEL SECURITY;
  INSERT INTO core.tenants (id) VALUES ('${A}'), ('${B}');
  INSERT INTO core.patients (id, tenant_id) VALUES ('${THEIRS}', '${B}');`;
const COLUMNS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

let server: Server;
const databases: Database[] = [];
const create = async (...scripts: readonly string[]): Promise<Database> => {
  const database = await createDatabase(server);
  databases.push(database);
  for (const script of scripts) expect(await database.apply(script)).toBeUndefined();
  return database;
};

beforeAll(async () => {
  server = await startServer(15);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await server?.stop();
});

/** What the server says of a patient of another tenant's, and of nobody. */
async function answers(database: Database, insert: (patient: string) => string): Promise<string[]> {
  const said = [];
  for (const patient of [THEIRS, NOWHERE])
    said.push((await database.apply(`${insert(patient)}; SET CONSTRAINTS ALL IMMEDIATE;`)) ?? 'nothing');
  return said.map((text) => text.replace(/^.*ERROR: +/, ''));
}

async function tellsNothing(database: Database, word: string): Promise<void> {
  for (const column of COLUMNS) {
    const [theirs, nowhere] = await answers(
      database,
      (patient) => `INSERT INTO core.visits (tenant_id, ${column}) VALUES ('${A}', '${patient}')`,
    );
    expect(theirs).toMatch(/violates foreign key constraint/);
    expect(nowhere).toBe(theirs);
  }
  for (const month of [1, 2]) {
    const [theirs, nowhere] = await answers(
      database,
      (patient) => `INSERT INTO core.events VALUES ('${A}', ${month}, '${patient}')`,
    );
    expect(theirs).toContain(`"events_${month}" violates foreign key constraint "fk__${word}_event_patient"`);
    expect(nowhere).toBe(theirs);
  }
}

const LATER = 'CREATE TABLE core.events_2 PARTITION OF core.events FOR VALUES IN (2);';

describe.each([...baselines])(
  'another tenant’s row is like one that is nowhere, prefix %s',
  (prefix, sql) => {
    const word = WORDS[prefix];

    test('in what the baseline makes, and in a partition made later', async () => {
      await tellsNothing(await create(sql, LATER, ROWS), word);
    });

    test('after pg_dump and restore, and in a partition made after that', async () => {
      const dump = await (await create(sql)).pgDump([]);
      const restored = await createDatabase(server);
      databases.push(restored);
      expect(await restored.restore(dump)).toEqual([]);
      expect(await restored.apply(`${LATER}${ROWS}`)).toBeUndefined();
      await tellsNothing(restored, word);
    });

    test('where one was missing, and a second run has made it anew', async () => {
      const database = await create(
        sql,
        `ALTER TABLE core.visits DROP CONSTRAINT "FK_$${word}_VISITS_PATIENT", DROP CONSTRAINT visits__${word}_ten_fkey;
      ALTER TABLE core.events DROP CONSTRAINT fk__${word}_event_patient;
      COMMENT ON CONSTRAINT "FK_VISITS_PATIENT" ON core.visits IS 'who it''s about';`,
      );
      const before = await create(sql);
      expect(await database.apply(sql)).toBeUndefined();
      expect(
        await database.query(
          `SELECT obj_description(oid, 'pg_constraint') AS said FROM pg_constraint WHERE conname = 'FK_VISITS_PATIENT'`,
        ),
      ).toEqual([{ said: "who it's about" }]);
      await database.apply('COMMENT ON CONSTRAINT "FK_VISITS_PATIENT" ON core.visits IS NULL;');
      const dump = async (one: Database) => (await one.pgDump([])).replaceAll(/^\\(un)?restrict.*$/gm, '');
      expect(await dump(database)).toBe(await dump(before));
      expect(await database.apply(`${LATER}${ROWS}`)).toBeUndefined();
      await tellsNothing(database, word);
    });
  },
);
