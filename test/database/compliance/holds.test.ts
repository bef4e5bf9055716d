/**
 * Rows on legal hold, or within their retention, stay: on PostgreSQL 15 and 18, for the application, the owner and a superuser,
 * below cascades, routines of the dump, partitions and TRUNCATE.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready, type Settings } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

await ready();

const FIXTURE = new URL('../../../fixtures/complianceColumns-holds/', import.meta.url);
const CONFIG = 'pg-baseline.config.yaml';
const TENANT = 'a0000000-0000-4000-8000-000000000001';
const KEPT = 'RH001';
const NOT_LIFTED = 'RH002';
/** The day that is not over yet anywhere. */
const TODAY = `(now() AT TIME ZONE interval '-12 hours')::date`;

const converted = (other: Partial<Settings> = {}): string => {
  const settings = settingsOf(readConfig(readFileSync(new URL(CONFIG, FIXTURE), 'utf8'), CONFIG));
  return convert(readFileSync(new URL('input.sql', FIXTURE)), { ...settings, ...other }).sql;
};

const ROWS = `
  SET LOCAL app.tenant_id = '${TENANT}';
  INSERT INTO core.tenants (id, name) VALUES ('${TENANT}', 'a');
  INSERT INTO clinical.patients (id, first_name) VALUES (1, 'one'), (2, 'two');
  INSERT INTO clinical.beds (id, created_by) VALUES (1, 2);
  INSERT INTO clinical.visits (id, patient_id, bed_id) VALUES (1, 1, 1);
  INSERT INTO clinical.notes (id, visit_id) VALUES (1, 1);
  INSERT INTO clinical.letters (id, visit_id) VALUES (2, 1);
  INSERT INTO clinical.results (id, patient_id, ward) VALUES (1, 1, 1);`;

const ROLES = ['holds_owner', 'holds_release', 'holds_officer', 'holds_sleeper', 'web'];

/** A database of a plain owner. */
async function makeDatabase(server: Server, other: Partial<Settings> = {}): Promise<Database> {
  const database = await createDatabase(server);
  const scripts = [
    ROLES.map((role) => `SELECT 'CREATE ROLE ${role}' WHERE to_regrole('${role}') IS NULL \\gexec`).join(
      '\n',
    ) +
      `\nGRANT web, holds_release TO holds_officer; GRANT web, holds_release TO holds_sleeper;
      ALTER ROLE holds_sleeper NOINHERIT; ALTER DATABASE ${database.name} OWNER TO holds_owner;`,
    ...[1, 2].map(() => `SET SESSION AUTHORIZATION holds_owner;\n${converted(other)}`),
    ROWS,
  ];
  for (const script of scripts) expect(await database.apply(script)).toBeUndefined();
  return database;
}

const hold = (table: string, id = 1): string => `UPDATE ${table} SET legal_hold = true WHERE id = ${id}`;

describe.each([15, 18] as const)('PostgreSQL %i', (version) => {
  let server: Server;
  let database: Database;
  let released: Database;
  beforeAll(async () => {
    server = await startServer(version);
    database = await makeDatabase(server);
    released = await makeDatabase(server, { holds: { enforce: true, releaseRole: 'holds_release' } });
  });
  afterAll(async () => {
    for (const one of [database, released]) await one?.drop();
    await server?.stop();
  });

  /** The SQLSTATE of what goes wrong; undefined where all is well. Nothing of it lasts. */
  async function stateOf(
    role: string | undefined,
    sql: string,
    prepared = '',
    on = database,
  ): Promise<string | undefined> {
    const error = await on.apply(`\\set VERBOSITY sqlstate
      SET app.tenant_id = '${TENANT}'; ${prepared};
      ${role === undefined ? '' : `SET SESSION AUTHORIZATION ${role};`}
      ${sql};
      ROLLBACK;`);
    return error && /ERROR: +(\w+)/.exec(error)?.[1];
  }

  test.each([
    ['a row that is free', '', undefined],
    ['a row on hold', hold('clinical.results'), KEPT],
    [
      'a row on the last day of its retention',
      `UPDATE clinical.results SET retention_until = ${TODAY}`,
      KEPT,
    ],
    ['a row whose retention ends never', `UPDATE clinical.results SET retention_until = 'infinity'`, KEPT],
    [
      'a row whose retention is over',
      `UPDATE clinical.results SET retention_until = ${TODAY} - 1`,
      undefined,
    ],
  ])('%s is deleted', async (_what, prepared, state) => {
    const sql = 'DELETE FROM clinical.results WHERE id = 1';
    for (const role of ['web', 'holds_owner', undefined])
      expect(await stateOf(role, sql, prepared)).toBe(state);
  });

  test('no time zone of a session ends a retention', async () => {
    const prepared = `UPDATE clinical.results SET retention_until = ${TODAY}`;
    for (const zone of ['UTC-167', 'UTC+167', '<X>-14'])
      expect(await stateOf('web', `SET TimeZone TO '${zone}'; DELETE FROM clinical.results`, prepared)).toBe(
        KEPT,
      );
  });

  test('a cascade ends at a row on hold two levels below, and nothing of it remains', async () => {
    const sql = 'DELETE FROM clinical.patients WHERE id = 1';
    const held = 'UPDATE clinical.notes SET litigation_hold = true WHERE id = 1';
    for (const role of ['web', 'holds_owner', undefined]) {
      expect(await stateOf(role, sql)).toBeUndefined();
      expect(await stateOf(role, sql, held)).toBe(KEPT);
    }
    const counts = await database.output(`SET app.tenant_id = '${TENANT}'; ${held};
      BEGIN; SAVEPOINT one; \\set ON_ERROR_STOP off
      ${sql}; ROLLBACK TO one;
      SELECT (SELECT count(*) FROM clinical.patients), (SELECT count(*) FROM clinical.visits), (SELECT count(*) FROM ONLY clinical.notes);
      ROLLBACK; UPDATE clinical.notes SET litigation_hold = NULL WHERE id = 1;`);
    expect(counts.trim()).toBe('2|1|1');
  });

  test('a cascade that sets a column to NULL lifts nothing', async () => {
    const sql = `DELETE FROM clinical.beds; DO $$ BEGIN
      ASSERT (SELECT bed_id IS NULL AND legal_hold FROM clinical.visits WHERE id = 1); END $$`;
    expect(await stateOf('web', sql, hold('clinical.visits'))).toBeUndefined();
  });

  test('a row on hold stays in its partition', async () => {
    const sql = 'UPDATE clinical.results SET ward = 2';
    expect(await stateOf('web', sql)).toBeUndefined();
    expect(await stateOf('web', sql, hold('clinical.results'))).toBe(KEPT);
  });

  describe('TRUNCATE', () => {
    const letter = 'UPDATE clinical.letters SET litigation_hold = true';
    test.each([
      ['a table', 'clinical.results', hold('clinical.results')],
      ['a partition', 'clinical.results_1', hold('clinical.results')],
      ['a parent, for its child', 'clinical.notes', letter],
      ['a child', 'clinical.letters', letter],
      [
        'what refers to it, two levels below',
        'clinical.patients, clinical.beds CASCADE',
        'UPDATE clinical.notes SET litigation_hold = true WHERE id = 1',
      ],
    ])('%s', async (_what, tables, prepared) => {
      const sql = `TRUNCATE ${tables}`;
      expect(await stateOf(undefined, sql)).toBeUndefined();
      expect(await stateOf(undefined, sql, prepared)).toBe(KEPT);
    });

    test('is refused to those that do not see all rows', async () => {
      expect(await stateOf('holds_owner', 'TRUNCATE clinical.results')).toBe(KEPT);
      expect(await stateOf('holds_owner', `SET row_security = off; TRUNCATE clinical.results`)).toBe(KEPT);
      expect(await stateOf('web', 'TRUNCATE clinical.results')).toBe('42501');
      expect(
        await stateOf('web', 'TRUNCATE clinical.results', 'GRANT TRUNCATE ON clinical.results TO web'),
      ).toBe(KEPT);
      const earlier = 'COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ; TRUNCATE clinical.results';
      expect(await stateOf(undefined, earlier)).toBe(KEPT);
    });
  });

  describe('what keeps a row', () => {
    const kept = `UPDATE clinical.visits SET legal_hold = true, retention_until = '2999-01-01'`;
    const change = (set: string): string => `UPDATE clinical.visits SET ${set}`;
    const lifts = [
      change('legal_hold = false'),
      change(`retention_until = '2998-12-31'`),
      change('retention_until = NULL'),
      change('legal_hold = false, retention_until = NULL, anonymized_at = now()'),
      `INSERT INTO clinical.visits (id, patient_id) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET legal_hold = false`,
      'CALL clinical.release(1)',
    ];
    test.each(lifts)('cannot be lifted by the application: %s', async (sql) => {
      expect(await stateOf('web', sql, kept)).toBe(NOT_LIFTED);
      // The session of a superuser may take its own role back, so a routine of the owner may act for it.
      const state = sql.startsWith('CALL') ? undefined : NOT_LIFTED;
      expect(await stateOf(undefined, `SET ROLE web; ${sql}`, kept)).toBe(state);
    });
    test.each(lifts)('is lifted by its owner: %s', async (sql) => {
      expect(await stateOf('holds_owner', sql, kept)).toBeUndefined();
      expect(await stateOf(undefined, sql.replace(/, anonymized_at.*/, ''), kept)).toBeUndefined();
    });
    test('can be put on, and made longer, by all that may write', async () => {
      expect(
        await stateOf('web', change(`legal_hold = true, retention_until = '2999-01-02'`), kept),
      ).toBeUndefined();
    });
    test('keeps it from being anonymized', async () => {
      for (const role of ['web', 'holds_owner', undefined]) {
        expect(await stateOf(role, change('anonymized_at = now()'), kept)).toBe(KEPT);
        expect(await stateOf(role, change('anonymized_at = now()'))).toBeUndefined();
        const flag = 'UPDATE clinical.notes SET is_anonymized = true';
        const until = `UPDATE clinical.notes SET retain_until = now() + interval '1 day'`;
        expect(await stateOf(role, flag, until)).toBe(KEPT);
        expect(await stateOf(role, flag)).toBeUndefined();
      }
    });
    test('can be lifted by the members of a configured role alone', async () => {
      const [sql] = lifts;
      for (const role of ['web', 'holds_owner', 'holds_sleeper'])
        expect(
          await stateOf(role, role === 'holds_sleeper' ? `SET ROLE web; ${sql}` : sql!, kept, released),
        ).toBe(NOT_LIFTED);
      expect(await stateOf('holds_officer', sql!, kept, released)).toBeUndefined();
      expect(await stateOf('holds_officer', 'CALL clinical.release(1)', kept, released)).toBe(NOT_LIFTED);
      // Who lost the role in between lifts nothing either.
      expect(
        await stateOf(
          'holds_owner',
          sql!,
          `${kept}; ALTER ROLE holds_release RENAME TO holds_gone`,
          released,
        ),
      ).toBe(NOT_LIFTED);
    });
  });

  test('routines that purge and merge end at a row on hold', async () => {
    for (const sql of ['CALL clinical.purge(1)', 'CALL clinical.merge(2, 1)']) {
      expect(await stateOf('web', sql)).toBeUndefined();
      expect(await stateOf('web', sql, hold('clinical.patients'))).toBe(KEPT);
    }
    expect(await stateOf('web', 'CALL clinical.purge(1)', hold('clinical.results'))).toBe(KEPT);
  });

  test('a replica takes over what its source did', async () => {
    const sql = 'SET session_replication_role = replica; DELETE FROM clinical.results';
    expect(await stateOf(undefined, sql, hold('clinical.results'))).toBeUndefined();
    expect(await stateOf('web', sql, hold('clinical.results'))).toBe('42501');
  });

  test('the error names the table, and nothing of the row', async () => {
    const error = await database.transcript(`\\set VERBOSITY verbose
      BEGIN; SET LOCAL app.tenant_id = '${TENANT}'; ${hold('clinical.patients')}; SET LOCAL ROLE web;
      DELETE FROM clinical.patients WHERE first_name = 'one'; ROLLBACK;`);
    expect(error).toMatch(/RH001: a row of clinical\.patients is on legal hold/);
    expect(error.replace(/^LINE.*/gm, '')).not.toMatch(/DETAIL|\bone\b/);
  });

  const CHECK = 'SELECT core.assert_tenant_isolation()';
  test.each([
    [
      'is disabled',
      'ALTER TABLE clinical.visits DISABLE TRIGGER zzz_baseline_hold',
      'clinical.visits: its trigger zzz_baseline_hold is',
    ],
    [
      'is dropped',
      'DROP TRIGGER zzz_baseline_hold_truncate ON clinical.results_1',
      'clinical.results_1: its trigger zzz_baseline_hold_truncate is',
    ],
    [
      'fires for some rows',
      `CREATE OR REPLACE TRIGGER zzz_baseline_hold BEFORE DELETE OR UPDATE ON clinical.visits FOR EACH ROW WHEN (OLD.id > 1) EXECUTE FUNCTION core.baseline_hold_anonymized_at()`,
      'clinical.visits: its trigger zzz_baseline_hold is',
    ],
    [
      'runs another function',
      `CREATE OR REPLACE FUNCTION core.baseline_hold_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'`,
      'core.baseline_hold_truncate(): has a different body',
    ],
  ])('the self-check finds a trigger that %s', async (_what, change, finding) => {
    expect(await database.apply(`${CHECK}; ROLLBACK;`)).toBeUndefined();
    const said = await database.transcript(
      `BEGIN; SET LOCAL ROLE holds_owner; ${change}; ${CHECK}; ROLLBACK;`,
    );
    expect(said).toContain(finding);
  });
});

test('`compliance.enforce: false` makes no trigger', () => {
  const sql = converted({ holds: { enforce: false, releaseRole: undefined } });
  expect(sql).toContain('legal_hold boolean NOT NULL');
  expect(sql).not.toMatch(/baseline_hold|RH00/);
});
