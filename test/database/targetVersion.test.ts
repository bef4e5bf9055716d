/** What is made for an older server runs there, and means what it meant; for the newest it stands as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../src/index.js';
import { createDatabase, type Database } from './database.js';
import { startServer, type Server } from './server.js';

await ready();

const ROOT = join(import.meta.dirname, '..', '..', 'fixtures');
const input = (name: string): Buffer => readFileSync(join(ROOT, name, 'input.sql'));
/** Those that can be said on 15. */
const names = readdirSync(ROOT).filter(
  (name) => name.startsWith('targetVersion-') && !/temporalKeys|inferred/.test(name),
);
const baseline = (name: string, postgres: number): string =>
  convert(input(name), { preset: 'plain', postgres }, name).sql;

describe.each([15, 18] as const)('PostgreSQL %i', (version) => {
  let server: Server;
  let database: Database;
  beforeAll(async () => {
    server = await startServer(version);
  });
  afterAll(() => server?.stop());

  test.each(names)('%s runs three times', async (name) => {
    database = await createDatabase(server);
    try {
      for (const run of [1, 2, 3])
        expect(await database.apply(baseline(name, version)), `run ${run}`).toBeUndefined();
    } finally {
      await database.drop();
    }
  });

  test('what has another form means the same', async () => {
    database = await createDatabase(server);
    const refused = (sql: string): Promise<string | undefined> => database.apply(sql);
    try {
      expect(await database.apply(baseline('targetVersion-basic', version))).toBeUndefined();
      // Not enforced, there or not.
      expect(
        await refused(
          `INSERT INTO public.kids (id, tenant_id, parent_id, age) VALUES (1, gen_random_uuid(), 99, -1)`,
        ),
      ).toBeUndefined();
      // Virtual or stored.
      expect(
        await refused(`INSERT INTO public.people (id, first_name, last_name) VALUES (1, 'Ada', 'Lovelace')`),
      ).toBeUndefined();
      expect(await database.query('SELECT full_name, initials FROM public.people')).toEqual([
        { full_name: 'Ada Lovelace', initials: 'AL' },
      ]);
      // NO INHERIT: the parent asks for a reason, its child does not.
      const ban = 'INSERT INTO public.community_person_ban (id, person_id, expires) VALUES (1, 1, now())';
      expect(await refused(ban)).toMatch(/reason/);
      const archived = `INSERT INTO public.ban_archive (id, person_id, expires, archived_at) VALUES (1, 1, now(), now())`;
      expect(await refused(archived)).toBeUndefined();
      // NOT VALID: new rows are checked.
      const open = `INSERT INTO public.community_person_ban (id, person_id, reason) VALUES (2, 2, 'spam')`;
      expect(await refused(open)).toMatch(/expires|ban_expires_nn/);
      // The order of code points.
      expect(
        await database.query(
          `SELECT 'Z' < 'a' COLLATE public.c8 AS code_points, upper('ä' COLLATE public.c8) AS upper`,
        ),
      ).toEqual([{ code_points: true, upper: 'Ä' }]);
    } finally {
      await database.drop();
    }
  });
});
