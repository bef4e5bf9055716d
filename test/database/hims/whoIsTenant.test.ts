/** Schemas that nobody here wrote: with one key of the configuration at most they load three times, and tenants are apart. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready, type Settings } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { verify } from '../../../src/verify/verify.js';
import { withTenants } from '../../tenants.js';
import { createDatabase } from '../database.js';
import { type Server, startServer } from '../server.js';
import { complaints, openServer } from '../verify/witness.js';
import { runsThreeTimes } from './kitchen.js';

await ready();

const read = (name: string, file: string): string =>
  readFileSync(new URL(`../../../fixtures/${name}/${file}`, import.meta.url), 'utf8');
const settingsFor = (name: string): Partial<Settings> =>
  settingsOf(readConfig(read(name, 'pg-baseline.config.yaml'), name));

/** Each with the one key that its configuration has, or, where it has none and is refused, with the tool's own table. */
const SCHEMAS: Readonly<Record<string, Partial<Settings>>> = {
  'classification-otherTenants': settingsFor('classification-otherTenants'),
  'classification-usualName': settingsFor('classification-usualName'),
  'classification-referencesFirst': settingsFor('classification-referencesFirst'),
  'tenantColumn-typedParent': settingsFor('tenantColumn-typedParent'),
  'keys-tenantsInteger': settingsFor('keys-tenantsInteger'),
  'selfCheck-unqualified': settingsFor('selfCheck-unqualified'),
  'kernel-noTenantsOwnerRole': withTenants,
  'kernel-noTenantsPlatform': withTenants,
};

let server: Server;
let engine: Engine;
beforeAll(async () => {
  server = await startServer(15);
  engine = await openServer(server, ...Object.keys(SCHEMAS).map((name) => read(name, 'input.sql')));
});
afterAll(async () => {
  await engine?.close();
  await server?.stop();
});

describe.each(Object.entries(SCHEMAS))('%s', (name, settings) => {
  const dump = read(name, 'input.sql');
  const { sql, report } = convert(Buffer.from(dump), settings);

  test('runs three times', async () => {
    const database = await createDatabase(server);
    try {
      await runsThreeTimes(database, sql);
    } finally {
      await database.drop();
    }
  });

  test('is right', async () => {
    const declared = readReport(renderJson(report), 'report.json');
    const result = await verify({ engine, dump, baseline: [sql], report: declared, plain: false });
    expect(complaints(result)).toBe('');
  });
});

test('an integer beside a bigint is looked up in the index', async () => {
  const { sql } = convert(Buffer.from(read('keys-tenantsInteger', 'input.sql')), {});
  const database = await createDatabase(server);
  try {
    expect(await database.apply(sql)).toBeUndefined();
    const [policy] = await database.query(
      `SELECT qual FROM pg_policies WHERE tablename = 'notes' AND policyname = 'baseline_tenant_isolation'`,
    );
    expect(policy!.qual).toBe('(tenant_id = ( SELECT core.current_tenant_id() AS current_tenant_id))');
    const plan = await database.output(
      `SET enable_seqscan = off; SET enable_bitmapscan = off;
      EXPLAIN SELECT * FROM public.notes WHERE tenant_id = (SELECT core.current_tenant_id())`,
    );
    expect(plan).toContain('Index Cond: (tenant_id = ');
  } finally {
    await database.drop();
  }
});
