/** Runners that run a migration outside of a transaction: nothing is changed, and the next one can. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../../src/source/scan.js';
import type { Database } from '../database/database.js';
import { type Hands, startHands } from './hands.js';
import { BASELINE, createProject, type Project } from './project.js';

const CONF = `${BASELINE}.conf`;
const BEFORE = 'db/admin/before_V001.sql';
const READ_ONLY = /this session is now read-only; close it, or run RESET default_transaction_read_only/;

let hands: Hands;
let project: Project;
let database: Database;
beforeAll(async () => {
  hands = await startHands();
  project = createProject('hims');
  await project.convert();
  project.write('db/migration/V002__ward_rounds.sql', 'CREATE TABLE ward_rounds (id integer);');
});
afterAll(async () => {
  project?.delete();
  await hands?.stop();
});
beforeEach(async () => {
  database = await hands.emptyDatabase();
  await hands.byHand(database, project.read(BEFORE));
});

const schema = (): Promise<string> => database.pgDump(['--exclude-table=public.flyway*', '--restrict-key=x']);

describe('Flyway', () => {
  it('with executeInTransaction=false changes nothing, and migrates when that is gone', async () => {
    const before = await schema();
    const conf = project.read(CONF);
    project.write(CONF, `${conf}executeInTransaction=false\n`);
    const refused = await hands.flyway('migrate', database, project);
    project.write(CONF, conf);
    expect(refused).toEqual({ error: expect.stringMatching(READ_ONLY) });
    expect(await schema()).toBe(before);

    // What ran outside of a transaction is marked as failed.
    expect(await hands.flyway('repair', database, project)).not.toHaveProperty('error');
    expect(await hands.flyway('migrate', database, project)).toMatchObject({
      history: [
        { version: '001', state: 'Success' },
        { version: '002', state: 'Success' },
      ],
    });
    expect(await database.query(`SELECT to_regclass('public.ward_rounds')::text AS made`)).toEqual([
      { made: 'public.ward_rounds' },
    ]);
  });

  it('stops at a baseline that is out of its order, where its tables are there', async () => {
    await hands.flyway('migrate', database, project);
    await database.apply(`DELETE FROM public.flyway_schema_history WHERE version = '001'`);
    const again = await hands.flyway('migrate', database, project, { outOfOrder: 'true' });
    expect(again).toEqual({ error: expect.stringContaining('Migration 002 has run after this one (001)') });
  });
});

describe('JDBC in autocommit', () => {
  it('statement by statement changes nothing', async () => {
    const before = await schema();
    const errors = await hands.jdbc(
      database,
      scan(project.read(BASELINE)).map(({ text }) => text),
    );
    expect(errors[0]).toMatch(READ_ONLY);
    expect(await schema()).toBe(before);
  });
});
