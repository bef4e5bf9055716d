/** A second run of an unchanged baseline: nobody who reads or writes waits for it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert } from '../../../src/index.js';
import { baselineOf } from '../baseline.js';
import { createDatabase, type Database } from '../database.js';
import { dumpsOf } from '../dumps.js';
import { convertSample, partsOf, readExport } from '../hims/conversion.js';
import { startServer, type Server } from '../server.js';
import { connect } from './client.js';
import { locksOf } from './locks.js';

let server: Server;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server?.stop());

/** A database in which the script has run once, and is there for what is to be seen of another run. */
async function afterOneRun(sql: string, use: (database: Database) => Promise<void>): Promise<void> {
  const database = await createDatabase(server);
  try {
    expect(await database.apply(sql), 'the first run').toBeUndefined();
    await use(database);
  } finally {
    await database.drop();
  }
}

/** What is left: made again though it is right, since the catalogs do not say it in the dump's words. */
const LEFT: Readonly<Record<string, readonly string[]>> = {
  // pg_get_serial_sequence() tells one of the two sequences that the column owns.
  'kitchen/02a-columns.pg15.sql': ['lock S ShareRowExclusiveLock shop.kept_for_till'],
  // The server quotes what has to be quoted, this dump all.
  'kitchen/08-names.quoted.pg15.sql': [
    'lock r ShareRowExclusiveLock "Mixed Case"."Table Name"',
    'lock v AccessExclusiveLock "Mixed Case"."View; --"',
  ],
  // Views in the words of PostgreSQL 9, and along another search_path.
  '../../fixtures/view-tableAndRule/input.sql': ['lock v AccessExclusiveLock families'],
  '../../fixtures/parse-pathBefore/input.sql': ['lock v AccessExclusiveLock earlier'],
};

describe('a second run locks no table, view or index against anybody who reads or writes', () => {
  const dumps = [...new Set(dumpsOf(15).map(({ judge }) => judge))];

  test.each(dumps)('%s, with owners and privileges', async (name) => {
    const sql = baselineOf(name, { owners: 'keep', privileges: 'keep' });
    await afterOneRun(sql, async (database) => {
      expect(await locksOf(database, sql)).toEqual(LEFT[name] ?? []);
    });
  });

  test('the sample, preset plain', async () => {
    const { sql } = convert(readExport(), { preset: 'plain' });
    await afterOneRun(sql, async (database) => {
      expect(await locksOf(database, sql)).toEqual([]);
    });
  });
});

describe('the sample', () => {
  let sql: string;
  let database: Database;
  beforeAll(async () => {
    const parts = partsOf(await convertSample());
    sql = parts.sql;
    database = await createDatabase(server);
    for (const part of [parts.before, parts.sql]) expect(await database.apply(part!)).toBeUndefined();
  });
  afterAll(() => database?.drop());

  test('locks nothing on a second run', async () => {
    expect(await locksOf(database, sql)).toEqual([]);
  });

  test('does not wait for one who reads and writes, and lets others do both', async () => {
    const [hospital, migration, desk] = await Promise.all([1, 2, 3].map(() => connect(server, database)));
    try {
      await hospital!.query(
        'BEGIN; SELECT FROM scheduling.waitlist; UPDATE clinical.allergies SET reaction = NULL',
      );
      await migration!.query(`BEGIN; ${sql}`);
      // The run is at its end and holds what it holds: each of these is refused at once if it would have to wait.
      await desk!.query('BEGIN; LOCK TABLE clinical.patients IN ACCESS SHARE MODE NOWAIT');
      await desk!.query('LOCK TABLE clinical.patients IN ROW EXCLUSIVE MODE NOWAIT');
      await desk!.query(
        'SELECT FROM clinical.patients; UPDATE clinical.patients SET mrn = NULL WHERE false; ROLLBACK',
      );
      const waiting = await desk!.query('SELECT relation::regclass, mode FROM pg_locks WHERE NOT granted');
      expect(waiting.rows).toEqual([]);
    } finally {
      await Promise.all([hospital, migration, desk].map((client) => client!.end()));
    }
  });

  test('makes right what differs, locks that, and nothing else', async () => {
    const changed = `
      ALTER TABLE clinical.allergies NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE clinical.care_plans DISABLE TRIGGER zz_baseline_audit;
      ALTER VIEW billing.v_ageing SET (security_barrier = true);
      ALTER TABLE core.users ALTER COLUMN preferences SET STORAGE MAIN;
      COMMENT ON TABLE core.tenants IS NULL;`;
    expect(await database.apply(changed)).toBeUndefined();
    expect(await locksOf(database, sql)).toEqual([
      'lock r AccessExclusiveLock clinical.allergies',
      'lock r AccessExclusiveLock core.users',
      'lock r ShareRowExclusiveLock clinical.care_plans',
      'lock r ShareUpdateExclusiveLock core.tenants',
      'lock v AccessExclusiveLock billing.v_ageing',
    ]);
    expect(await database.apply(sql)).toBeUndefined();
    expect(await locksOf(database, sql)).toEqual([]);
  });
});
