/** Every dump with the preset `hims` and no configuration but for a tenants table where there is none: it loads three times, passes its self-check, and changes nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { withTenants } from '../../tenants.js';
import type { Version } from '../binaries.js';
import { readCatalog } from '../catalog.js';
import { createDatabase, type Database } from '../database.js';
import { dumpsOf, readDump } from '../dumps.js';
import { differences, type Schema } from '../schema.js';
import { type Server, startServer } from '../server.js';

/**
 * The privileges of an object in whatever order. Owners are left out and privileges are not, so what the dump revokes from
 * the owner and grants anew is somebody's like any other: each run puts it last.
 */
const inAnyOrder = (schema: Schema): Schema =>
  new Map(
    [...schema].map(([key, text]) => [
      key,
      text.replace(
        /^(\w*acl): (\[.*\])$/gm,
        (_, name: string, list: string) => `${name}: ${(JSON.parse(list) as string[]).toSorted().join(', ')}`,
      ),
    ]),
  );

export async function runsThreeTimes(database: Database, baseline: string): Promise<void> {
  expect(await database.apply(baseline), 'run 1').toBeUndefined();
  const first = inAnyOrder(await readCatalog(database.query, { privileges: true }));
  for (const run of [2, 3]) {
    expect(await database.apply(baseline), `run ${run}`).toBeUndefined();
    const now = inAnyOrder(await readCatalog(database.query, { privileges: true }));
    expect(differences(first, now), `run ${run} changed what run 1 had made`).toBe('');
  }
}

export function tenantsAreApart(version: Version, adapt = (sql: string): string => sql): void {
  let server: Server;
  beforeAll(async () => {
    await ready();
    server = await startServer(version);
  });
  afterAll(() => server?.stop());

  const names = dumpsOf(version).map(({ name }) => [name] as const);
  test.each(names)(`PostgreSQL ${version} runs %s three times`, async (name) => {
    const { sql, report } = convert(readDump(name), { preset: 'hims', ...withTenants });
    expect(report.counts.opaque).toBe(0);
    const baseline = adapt(sql);
    expect(baseline).toContain('SELECT core.assert_tenant_isolation();');
    const database = await createDatabase(server);
    try {
      await runsThreeTimes(database, baseline);
    } finally {
      await database.drop();
    }
  });
}
