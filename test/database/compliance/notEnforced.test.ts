/** `compliance.enforce: false`, of a dump that has the hold triggers of an earlier baseline: they are left out, and declared. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, type Conversion, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

await ready();

const FIXTURE = new URL('../../../fixtures/holdTriggers-basic/input.sql', import.meta.url);
const TENANT = 'a0000000-0000-4000-8000-000000000001';
const OFF = { holds: { enforce: false, releaseRole: undefined } };
const ROWS = `
  SET LOCAL app.tenant_id = '${TENANT}';
  INSERT INTO core.tenants (id, name) VALUES ('${TENANT}', 'a');
  INSERT INTO clinical.patients (id, first_name, legal_hold) VALUES (1, 'one', true);
  INSERT INTO clinical.measurements (at, patient_id, retention_until) VALUES ('2025-06-01', 1, '2999-01-01');`;

let server: Server;
let database: Database;
let dump: string;
let conversion: Conversion;

beforeAll(async () => {
  server = await startServer(15);
  database = await createDatabase(server);
  expect(await database.apply(convert(readFileSync(FIXTURE)).sql)).toBeUndefined();
  dump = await database.pgDump([]);
  conversion = convert(Buffer.from(dump), OFF);
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

test('leaves them out, with the reason', () => {
  expect(dump).toContain('CREATE TRIGGER zzz_baseline_hold_truncate');
  expect(conversion.sql).not.toMatch(/baseline_hold|RH00|\$holds\$/);
  expect(conversion.sql).toContain('legal_hold core.marked');
  const { replaced } = conversion.report;
  const own = replaced.filter(({ why }) => why === 'compliance.enforce is false');
  expect(
    own
      .map(({ kind }) => kind)
      .toSorted()
      .filter((kind, at, all) => kind !== all[at - 1]),
  ).toEqual(['comment', 'function', 'trigger']);
});

test('and keeps what else calls their functions', () => {
  const own = `CREATE TRIGGER mine BEFORE TRUNCATE ON clinical.letters FOR EACH STATEMENT EXECUTE FUNCTION core.baseline_hold_truncate_legal_hold_retain_until();`;
  const other = convert(Buffer.from(`${dump}\n${own}`), OFF).sql;
  expect(other).toMatch(
    /CREATE OR REPLACE FUNCTION core\.baseline_hold_truncate_legal_hold_retain_until\(\)/,
  );
  expect(other).toContain('TRIGGER mine BEFORE TRUNCATE ON clinical.letters');
  expect(other).not.toContain('zzz_baseline_hold');
});

test('and says which it does not recognize', () => {
  const other = dump.replace(
    /(CREATE FUNCTION core\.baseline_hold_legal_hold[^]*?)RETURN OLD;/,
    '$1PERFORM 1; RETURN OLD;',
  );
  expect(other).not.toBe(dump);
  const { sql, diagnostics } = convert(Buffer.from(other), OFF);
  const kept = diagnostics.filter(({ code }) => code === 'compliance/hold-kept');
  expect(kept).toHaveLength(1);
  expect(sql.match(/CREATE OR REPLACE TRIGGER zzz_baseline_hold /g)).toHaveLength(1);
});

test('the result loads, and deletes what was kept', async () => {
  const other = await createDatabase(server);
  try {
    for (const run of [1, 2]) expect(await other.apply(conversion.sql), `run ${run}`).toBeUndefined();
    expect(
      await other.apply(`${ROWS} DELETE FROM clinical.measurements; DELETE FROM clinical.patients;`),
    ).toBeUndefined();
  } finally {
    await other.drop();
  }
});
