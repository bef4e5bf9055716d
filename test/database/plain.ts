/**
 * What the preset `plain` promises, as tests for one server: the dump's schema and nothing else, from one run, from
 * three, and after a run that died on the way. Whoever calls says how a schema is read from that server.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baselineOf, prefixOf } from './baseline.js';
import type { Version } from './binaries.js';
import { createDatabase, type Database } from './database.js';
import { dumpsOf, readDump } from './dumps.js';
import { differences, type Schema } from './schema.js';
import { startServer, type Server } from './server.js';

export interface Judge {
  /** `kept`: with owners and privileges. */
  read(database: Database, kept: boolean): Promise<Schema>;
  /** What has to be said otherwise to this build of the server, in the original and in the baseline alike. */
  adapt?(script: Buffer): Buffer;
}

export function plainKeepsTheSchema(version: Version, judge: Judge): void {
  const adapt = judge.adapt ?? ((script) => script);
  // By name, in full: vitest shortens a name that it finds in an object.
  const dumps = dumpsOf(version).map(({ name, judge: against }) => [name, against] as const);
  let server: Server;
  beforeAll(async () => {
    server = await startServer(version);
  });
  afterAll(() => server?.stop());

  const inDatabase = async <T>(use: (database: Database) => Promise<T>): Promise<T> => {
    const database = await createDatabase(server);
    try {
      return await use(database);
    } finally {
      await database.drop();
    }
  };

  // Several dumps are judged against the same original, and each of them more than once.
  const originals = new Map<string, Promise<{ stripped: Schema; kept: Schema }>>();
  const restoreOriginal = (name: string) =>
    inDatabase(async (database) => {
      expect(await database.restore(adapt(readDump(name))), 'errors of the original itself').toEqual([]);
      return { stripped: await judge.read(database, false), kept: await judge.read(database, true) };
    });
  const original = (name: string) => {
    if (!originals.has(name)) originals.set(name, restoreOriginal(name));
    return originals.get(name)!;
  };

  const convert = (name: string, kept: boolean): string => {
    const choice = kept ? 'keep' : 'strip';
    return adapt(Buffer.from(baselineOf(name, { owners: choice, privileges: choice }))).toString();
  };

  const threeRuns = (name: string, expected: Schema, kept: boolean): Promise<void> =>
    inDatabase(async (database) => {
      const baseline = convert(name, kept);
      expect(await database.apply(baseline), 'run 1').toBeUndefined();
      const first = await judge.read(database, kept);
      expect(differences(expected, first), 'after run 1, against the original').toBe('');
      for (const run of [2, 3]) {
        expect(await database.apply(baseline), `run ${run}`).toBeUndefined();
        const now = await judge.read(database, kept);
        expect(differences(first, now), `run ${run} changed what run 1 had made`).toBe('');
      }
    });

  describe(`PostgreSQL ${version}: three runs give the dump's schema`, () => {
    test.each(dumps)('%s', async (name, against) => {
      await threeRuns(name, (await original(against)).stripped, false);
    });
  });

  describe(`PostgreSQL ${version}: three runs give the dump's schema, owners and privileges`, () => {
    test.each(dumps)('%s', async (name, against) => {
      await threeRuns(name, (await original(against)).kept, true);
    });
  });

  describe(`PostgreSQL ${version}: a run that died half-way is finished by the next`, () => {
    test.each(dumps)('%s', async (name, against) => {
      const expected = (await original(against)).kept;
      const baseline = convert(name, true);
      for (const percent of [25, 50, 80]) {
        await inDatabase(async (database) => {
          // Committed, yet in one transaction: SET LOCAL does nothing in autocommit.
          const died = await database.apply(prefixOf(baseline, percent));
          expect(died, `the first ${percent} % alone`).toBeUndefined();
          expect(await database.apply(baseline), `the whole file after ${percent} %`).toBeUndefined();
          const now = await judge.read(database, true);
          expect(differences(expected, now), `the schema after ${percent} % and all`).toBe('');
        });
      }
    });
  });
}
