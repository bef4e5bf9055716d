/** Migrations of what only PostgreSQL 16 to 18 have, on a real 18: with rows, there and back, run twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ready } from '../../src/index.js';
import { catalogQuery, readSchema } from '../../src/verify/catalog/read.js';
import type { Schema } from '../../src/verify/catalog/schema.js';
import type { Database, Engine } from '../../src/verify/engine/engine.js';
import { openEngine } from '../../src/verify/engines.js';
import { drift } from '../../src/verify/fidelity/compare.js';
import { schemaDifferences } from '../../src/verify/migration/schemas.js';
import type { Case18 } from './diff/cases18/case.js';
import { COLUMNS } from './diff/cases18/columns.js';
import { ENFORCEMENT } from './diff/cases18/enforcement.js';
import { KEYS } from './diff/cases18/keys.js';
import { NOT_NULL } from './diff/cases18/notNull.js';
import { OTHERS, TREES } from './diff/cases18/others.js';
import { planned, sideOf } from './diff/plan.js';
import { dumpsOf, ROLE, rowsOf } from './diff/schema18.js';
import { type Server, startServer } from './server.js';
import { openServer } from './verify/witness.js';

const CASES = [...ENFORCEMENT, ...COLUMNS, ...NOT_NULL, ...KEYS, ...TREES, ...OTHERS];

let server: Server;
let engine: Engine;
let pglite: Engine;
let writer: Database;
let catalogs: string;
beforeAll(async () => {
  await ready();
  server = await startServer(18);
  [engine, pglite] = await Promise.all([openServer(server), openEngine()]);
  writer = await pglite.create();
  await pglite.makeRole(writer, ROLE);
  const database = await engine.create();
  await engine.makeRole(database, ROLE);
  catalogs = await catalogQuery(database);
  await database.close();
});
afterAll(async () => {
  await pglite?.close();
  await engine?.close();
  await server?.stop();
});

interface State {
  readonly dump: string;
  readonly schema: Schema;
  readonly rows: ReadonlyMap<string, unknown>;
}

const TERMS = { owners: true, privileges: true, isNamed: () => true, isLost: () => false };

async function judge(database: Database, from: State, to: State, lost: readonly string[]): Promise<void> {
  const decided = { allowDataLoss: true, noRename: true };
  const { plan, sql } = planned(sideOf(from.dump), sideOf(to.dump), decided);
  expect(plan.questions).toEqual([]);
  const run = (): Promise<void> => database.run(`BEGIN; ${sql} COMMIT`);
  await run();
  const migrated = await readSchema(database, catalogs);
  expect(schemaDifferences(migrated, to.schema, from.schema, TERMS)).toEqual([]);
  const kept = (rows: State['rows']): [string, unknown][] =>
    [...rows].filter(([name]) => !lost.includes(name));
  expect(kept(await rowsOf(database))).toEqual(kept(to.rows));
  await run();
  expect(drift(migrated, await readSchema(database, catalogs))).toEqual([]);
  expect(kept(await rowsOf(database))).toEqual(kept(to.rows));
}

const questionsOf = (from: State, to: State): string[] =>
  planned(sideOf(from.dump), sideOf(to.dump)).plan.questions.map(
    ({ code, message }) => `${code}: ${message}`,
  );

describe('there and back on PostgreSQL 18', () => {
  const databases: Database[] = [];
  const created = async (from?: Database): Promise<Database> => {
    const database = await engine.create(from);
    databases.push(database);
    return database;
  };

  test.each(CASES.map((one): [string, Case18] => [one.what, one]))('%s', async (_, one) => {
    const [oldDump, newDump] = await dumpsOf(one, pglite, writer);
    const state = async (database: Database, dump: string): Promise<State> => ({
      dump,
      schema: await readSchema(database, catalogs),
      rows: await rowsOf(database),
    });
    try {
      const before = await created();
      await before.run(`CREATE SCHEMA s; ${one.old}`);
      await before.run(one.rows);
      const from = await state(before, oldDump);
      const after = await created(before);
      await after.run(one.change);
      const to = await state(after, newDump);

      const [there, back] = one.asks ?? [[], []];
      expect([questionsOf(from, to), questionsOf(to, from)]).toEqual([there, back]);
      await judge(before, from, to, []);
      if (one.oneWay === undefined) await judge(after, to, from, one.lost ?? []);
    } finally {
      for (const database of databases.splice(0)) await database.close();
    }
  });
});
