/** The second phase of the hospital's schema as a migration on PostgreSQL 15, with rows and with tenancy. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ready } from '../../src/index.js';
import { baselineOfDump } from '../../src/pipeline.js';
import type { Side } from '../../src/migration.js';
import { type Settings, withDefaults } from '../../src/settings/settings.js';
import { createDatabase, type Database } from './database.js';
import { PLAIN, planned, sideOf } from './diff/plan.js';
import { inCommon, rowsOf } from './diff/rows.js';
import { stateOf, unordered } from './diff/state.js';
import { readExport, readSecondExport, readSettings } from './hims/conversion.js';
import { differences } from './schema.js';
import { type Server, startServer } from './server.js';

const textOf = (name: string): string =>
  readFileSync(new URL(`../dumps/hims/${name}`, import.meta.url), 'utf8');

/** The owner of everything in the export. */
const AS_OWNER = 'SET SESSION AUTHORIZATION hims_admin;\n';

let server: Server;
let first: Side;
let second: Side;
const databases: Database[] = [];
beforeAll(async () => {
  await ready();
  server = await startServer(15);
  [first, second] = [sideOf(readExport().toString()), sideOf(readSecondExport().toString())];
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await server?.stop();
});

async function created(template?: Database): Promise<Database> {
  const database = await createDatabase(server, template);
  databases.push(database);
  return database;
}

async function restored(text: string): Promise<Database> {
  const database = await created();
  expect(await database.restore(text)).toEqual([]);
  return database;
}

/** As the owner runs a migration. */
async function ran(text: string, database: Database): Promise<Database> {
  expect(await database.apply(AS_OWNER + text)).toBeUndefined();
  return database;
}

/** Plans with the losses accepted that are expected. */
function decided(old: Side, now: Side, losses: readonly string[], settings: Settings): string {
  const asked = planned(old, now, {}, settings).plan.questions.map(({ message }) => message);
  expect(asked).toEqual(losses.map((lost) => `The migration loses ${lost}.`));
  const { plan, sql } = planned(old, now, { allowDataLoss: true }, settings);
  expect(plan.questions).toEqual([]);
  return sql;
}

/** What the second phase drops. */
const LOST = [
  'table clinical.tmp_patients_bak_2023',
  'column clinical.vital_signs.bp_systolic',
  'column clinical.vital_signs.bp_diastolic',
];

it('plain: the export with rows becomes the second phase, by its owner and by a superuser', async () => {
  const sql = decided(first, second, LOST, PLAIN);
  const wanted = await stateOf(server, await restored(second.text));
  const old = await restored(first.text);
  expect(await old.restore(AS_OWNER + textOf('sample_rows.sql'))).toEqual([]);
  const before = await rowsOf(old);
  expect([...before.values()].filter((rows) => rows.length > 0).length).toBeGreaterThan(70);
  for (const role of ['hims_admin', 'postgres']) {
    const database = await created(old);
    for (const run of [1, 2]) {
      const what = `${role}, run ${run}`;
      expect(await database.apply(`SET SESSION AUTHORIZATION ${role};\n${sql}`), what).toBeUndefined();
      const { schema } = await stateOf(server, database);
      expect(differences(wanted.schema, schema), what).toBe('');
      const after = await rowsOf(database);
      expect(inCommon(after, before), what).toEqual(inCommon(before, after));
    }
  }
});

it('hims: V001 of the export becomes V001 of the second phase', async () => {
  const settings = withDefaults({ owners: 'keep', ...(await readSettings()), superuser: 'inline' });
  const sql = decided(first, second, LOST, settings);
  const [old, now] = [first, second].map(({ dump }) => baselineOfDump(dump, settings));
  const wanted = await stateOf(server, await ran(now!, await created()));
  const database = await ran(old!, await created());
  for (const run of [1, 2]) {
    await ran(sql, database);
    const { schema } = await stateOf(server, database);
    expect(differences(unordered(wanted.schema), unordered(schema)), `run ${run}`).toBe('');
  }
});

it('a plain V001 becomes one with tenancy while its tables are empty', async () => {
  const [plain, hims] = [{ preset: 'plain' } as const, await readSettings()].map((settings) =>
    baselineOfDump(first.dump, withDefaults({ ...settings, superuser: 'inline', owners: 'keep' })),
  );
  const [old, now] = [sideOf(plain!, 'baseline'), sideOf(hims!, 'baseline')];
  const sql = decided(old, now, ['table public.flyway_schema_history'], PLAIN);
  const wanted = await stateOf(server, await ran(hims!, await created()));
  const database = await ran(plain!, await created());
  for (const run of [1, 2]) {
    await ran(sql, database);
    const { schema } = await stateOf(server, database);
    expect(differences(unordered(wanted.schema), unordered(schema)), `run ${run}`).toBe('');
  }
});
