/**
 * Holds of domain types, and tables that are created below a table with holds after the baseline has run: PostgreSQL copies no
 * trigger for TRUNCATE to a partition, and none at all to a child by INHERITS.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

await ready();

const FIXTURE = new URL('../../../fixtures/holdTriggers-basic/input.sql', import.meta.url);
const TENANT = 'a0000000-0000-4000-8000-000000000001';
const CHECK = 'SELECT core.assert_tenant_isolation();';
const BASELINE = convert(readFileSync(FIXTURE)).sql;
const BY_OWNER = `SET SESSION AUTHORIZATION later_owner;\n${BASELINE}`;

const ROWS = `
  SET LOCAL app.tenant_id = '${TENANT}';
  INSERT INTO core.tenants (id, name) VALUES ('${TENANT}', 'a');
  INSERT INTO clinical.patients (id, first_name) VALUES (1, 'one'), (2, 'two');
  UPDATE clinical.patients SET legal_hold = true WHERE id = 1;
  UPDATE clinical.patients SET retain_until = '2999-01-01' WHERE id = 2;
  INSERT INTO clinical.measurements (at, patient_id, retention_until) VALUES ('2025-06-01', 1, '2999-01-01');`;

/** As the application's job for maintenance makes them. */
const LATER = `SET SESSION AUTHORIZATION later_owner;
  CREATE TABLE clinical.measurements_2026 PARTITION OF clinical.measurements FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
    PARTITION BY RANGE (at);
  CREATE TABLE clinical.measurements_2026_1 PARTITION OF clinical.measurements_2026 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
  SET app.tenant_id = '${TENANT}';
  INSERT INTO clinical.measurements (at, patient_id, litigation_hold) VALUES ('2026-01-05', 1, true);`;

const MISSING = /measurements_2026(?:_1)?: its trigger zzz_baseline_hold_truncate is missing/;

describe.each([15, 18] as const)('PostgreSQL %i', (version) => {
  let server: Server;
  let database: Database;
  beforeAll(async () => {
    server = await startServer(version);
    database = await createDatabase(server);
    const roles = ['later_owner', 'later_other', 'web'].map(
      (role) => `SELECT 'CREATE ROLE ${role}' WHERE to_regrole('${role}') IS NULL \\gexec`,
    );
    await database.output(
      `${roles.join('\n')}\nALTER DATABASE ${database.name} OWNER TO later_owner; GRANT later_other TO later_owner;`,
    );
    for (const run of [1, 2, 3]) expect(await database.apply(BY_OWNER), `run ${run}`).toBeUndefined();
    expect(await database.apply(ROWS)).toBeUndefined();
  });
  afterAll(async () => {
    await database?.drop();
    await server?.stop();
  });

  /** What psql says; nothing of it lasts. */
  const said = (...statements: string[]): Promise<string> =>
    database.transcript(`BEGIN; ${statements.join('\n')} ROLLBACK;`);
  /** As a superuser, so that TRUNCATE sees all rows. */
  const superuser = 'RESET SESSION AUTHORIZATION;';
  const state = '\\set VERBOSITY sqlstate\n';

  test.each([
    ['a hold of a domain over a domain', 'DELETE FROM clinical.patients WHERE id = 1;'],
    ['a retention of a domain over date', 'DELETE FROM clinical.patients WHERE id = 2;'],
    ['a retention of a domain over timestamptz', 'DELETE FROM clinical.measurements;'],
    ['the same, by TRUNCATE', 'TRUNCATE clinical.measurements;'],
    ['the same, of a partition', 'TRUNCATE clinical.measurements_2025;'],
  ])('%s keeps a row', async (_what, sql) => {
    expect(await said(state, sql)).toContain('ERROR:  RH001');
  });

  test('the hold of a domain is lifted by the owner alone', async () => {
    const lift = `SET LOCAL app.tenant_id = '${TENANT}'; UPDATE clinical.patients SET legal_hold = NULL WHERE id = 1;`;
    expect(await said(state, 'SET SESSION AUTHORIZATION web;', lift)).toContain('ERROR:  RH002');
    expect(await said('SET SESSION AUTHORIZATION later_owner;', lift)).not.toContain('ERROR');
  });

  test('a later partition keeps its rows from DELETE', async () => {
    expect(await said(LATER, state, `DELETE FROM clinical.measurements_2026_1;`)).toContain('ERROR:  RH001');
  });

  test('the self-check warns of a later partition that its owner could truncate', async () => {
    const checked = await said(LATER, CHECK);
    expect(checked).toMatch(/WARNING: {2}partitions to secure/);
    expect(checked.match(new RegExp(MISSING, 'g'))).toHaveLength(2);
    expect(checked).toContain(
      'CREATE TRIGGER zzz_baseline_hold_truncate BEFORE TRUNCATE ON clinical.measurements_2026_1',
    );
    expect(checked).not.toContain('ERROR');
    // What it warns of.
    expect(await said(LATER, superuser, 'TRUNCATE clinical.measurements_2026;')).not.toContain('ERROR');
  });

  test('the self-check fails where another role could', async () => {
    const checked = await said(
      LATER,
      'GRANT TRUNCATE ON clinical.measurements_2026_1 TO later_other;',
      CHECK,
    );
    expect(checked).toContain('ERROR:  tenants are not isolated');
    expect(checked.slice(checked.indexOf('ERROR'))).toMatch(
      /measurements_2026_1: its trigger zzz_baseline_hold_truncate/,
    );
  });

  test('the baseline gives the triggers to later partitions when it runs again', async () => {
    const again = await said(LATER, BASELINE, CHECK);
    expect(again).not.toMatch(MISSING);
    expect(again).not.toContain('ERROR');
    expect(await said(LATER, BASELINE, superuser, state, 'TRUNCATE clinical.measurements_2026;')).toContain(
      'ERROR:  RH001',
    );
    expect(await said(LATER, BASELINE, superuser, state, 'TRUNCATE clinical.measurements_2026_1;')).toContain(
      'ERROR:  RH001',
    );
  });

  test('it leaves a partition of another owner to the self-check', async () => {
    const given = `${LATER} ${superuser} ALTER TABLE clinical.measurements_2026_1 OWNER TO later_other; REVOKE later_other FROM later_owner;
      SET SESSION AUTHORIZATION later_owner;`;
    const again = await said(given, BASELINE, CHECK);
    expect(again).not.toContain('ERROR');
    expect(again).toMatch(/measurements_2026_1: its trigger zzz_baseline_hold_truncate is missing/);
    expect(again).not.toMatch(/measurements_2026: its trigger/);
  });

  test('the self-check fails on a trigger of a partition that is disabled', async () => {
    const checked = await said(
      'ALTER TABLE clinical.measurements_2025 DISABLE TRIGGER zzz_baseline_hold;',
      CHECK,
    );
    expect(checked).toContain('ERROR:  tenants are not isolated');
    expect(checked).toContain('clinical.measurements_2025: its trigger zzz_baseline_hold is');
    expect(checked).toContain('ALTER TABLE clinical.measurements_2025 ENABLE TRIGGER zzz_baseline_hold');
  });

  test('a child by INHERITS gets both triggers, and is found without them', async () => {
    const child = `SET SESSION AUTHORIZATION later_owner; CREATE TABLE clinical.newborns (weight int) INHERITS (clinical.patients);`;
    const checked = await said(child, CHECK);
    expect(checked).toContain('clinical.newborns: its trigger zzz_baseline_hold is missing');
    expect(checked).toContain('clinical.newborns: its trigger zzz_baseline_hold_truncate is missing');
    const again = await said(child, BASELINE);
    expect(again).not.toContain('newborns: its trigger');
    const made = `SELECT string_agg(tgname, ', ' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = 'clinical.newborns'::regclass;`;
    const block = /DO \$holds\$[^]*?\$holds\$;/.exec(BASELINE)![0];
    expect(await said(child, block, block, made)).toContain('zzz_baseline_hold, zzz_baseline_hold_truncate');
  });
});
