/**
 * An application on its own schema and on the baseline that the tool makes of it: what it does in one tenant has to give the same
 * on both, to the last word of its errors, though the baseline's database has another tenant's rows as well.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import type { IsolationResult } from '../../../src/verify/isolation/isolation.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { openEngine } from '../../../src/verify/engines.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import type { Version } from '../binaries.js';
import { createDatabase, type Database } from '../database.js';
import { runsThreeTimes } from '../hims/kitchen.js';
import { type Server, startServer } from '../server.js';
import { complaints, openServer } from '../verify/witness.js';

await ready();

export interface Application {
  /** `tracker`: the fixture `classification-applicationTracker`, the script `tracker.sql`. */
  readonly name: string;
  /** Roles of the cluster that the dump takes for granted, with their attributes. */
  readonly roles: Readonly<Record<string, string>>;
  /** Rows that all tenants share, which an administrator inserts. */
  readonly shared: string;
  /** The same day in another tenant. */
  readonly other: (script: string) => string;
  /** Words that only the script's own tenant has, and only the other's. */
  readonly words: readonly [own: RegExp, others: RegExp];
}

export interface Loaded {
  readonly server: Server;
  /** What verify says against the baseline on another engine; '' if nothing. */
  readonly verifyOn: (engine: Engine) => Promise<string>;
  readonly raw: Database;
  /** With the rows of both tenants. */
  readonly baseline: Database;
}

export const lines = (text: string): string[] => text.split('\n').filter(Boolean);

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

export function applicationWorks(
  version: Version,
  { name, roles, shared, other, words: [own, others] }: Application,
  more: (loaded: () => Loaded) => void,
): void {
  const folder = `../../../fixtures/classification-application${name[0]!.toUpperCase()}${name.slice(1)}`;
  const dump = read(`${folder}/input.sql`);
  const settings = settingsOf(readConfig(read(`${folder}/pg-baseline.config.yaml`), name));
  const { sql, report } = convert(Buffer.from(dump), settings);
  const script = read(`${name}.sql`);
  /**
   * Errors name keys that are unique per tenant now, and foreign keys over the tenant column, which are checked first; where policies
   * apply, they show no values.
   */
  const renamed = (transcript: string): string =>
    report.replaced
      .reduce((text, key) => text.replaceAll(`"${key.name}"`, `"${key.by}"`), transcript)
      .replace(/__tenant_/g, '_')
      .replace(/^DETAIL: .*\n/gm, '');

  describe(`${name} on PostgreSQL ${version}`, () => {
    let server: Server;
    let engine: Engine | undefined;
    const made: Database[] = [];
    const create = async (): Promise<Database> => {
      const database = await createDatabase(server);
      made.push(database);
      return database;
    };
    let loaded: Loaded;
    const declared = readReport(renderJson(report), 'report.json');
    const verified = (on: Engine): Promise<Verification> =>
      verify({
        engine: on,
        attackEngine: () => openEngine({}, sql),
        dump,
        baseline: [sql],
        report: declared,
        plain: false,
      });

    beforeAll(async () => {
      server = await startServer(version);
    });
    afterAll(async () => {
      await engine?.close();
      for (const database of made) await database.drop();
      await server?.stop();
    });

    test('verify finds the baseline right, and no undeclared leak', async () => {
      engine = await openServer(server, dump);
      const result = await verified(engine);
      expect(complaints(result)).toBe('');
      const isolation = result.isolation as IsolationResult;
      expect(isolation.undeclared).toEqual([]);
      expect(isolation.attacks).toBeGreaterThan(1000);
      expect(result.dump!.failures).toEqual([]);
    });

    test('the baseline runs three times', async () => {
      const raw = await create();
      for (const [role, attributes] of Object.entries(roles))
        await raw.output(`DO $$ BEGIN
          IF to_regrole('${role}') IS NULL THEN CREATE ROLE ${role} NOLOGIN; END IF; ALTER ROLE ${role} ${attributes};
        END $$;`);
      expect(await raw.restore(dump)).toEqual([]);
      const baseline = await create();
      await runsThreeTimes(baseline, sql);
      for (const database of [raw, baseline]) await database.output(shared);
      const verifyOn = async (other: Engine): Promise<string> => complaints(await verified(other));
      loaded = { server, verifyOn, raw, baseline };
    });

    test('each tenant works as on the schema as it was, and sees nothing of the other', async () => {
      const theirs = await loaded.baseline.transcript(other(script));
      expect(theirs).toMatch(others);
      expect(theirs).not.toMatch(own);
      const ours = await loaded.baseline.transcript(script);
      expect(ours).not.toMatch(others);
      expect(ours).toMatch(own);
      expect(renamed(ours)).toBe(renamed(await loaded.raw.transcript(script)));
    });

    more(() => loaded);
  });
}
