/** Who stamps a row, and when: defaults at an INSERT, the trigger at an UPDATE. The baseline of a fixture, in PGlite. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, startPglite } from '../pglite.js';

const outputOf = (fixture: string): string =>
  readFileSync(new URL(`../../../fixtures/${fixture}/output.sql`, import.meta.url), 'utf8');

const TENANT = '11111111-1111-4111-8111-111111111111';
const [ASHA, RAVI] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const LONG_AGO = '2001-02-03 04:05:06';

let engine: Engine;
const as = (user: string): Promise<void> => engine.run(`SELECT set_config('app.user', '${user}', false)`);
const one = async (sql: string) => (await engine.query(sql))[0];

beforeAll(async () => {
  engine = await startPglite();
  await engine.run(`BEGIN;\n${outputOf('auditColumns-defaults')}\nCOMMIT;`);
  await engine.run(`SELECT set_config('app.tenant_id', '${TENANT}', false);
    INSERT INTO core.tenants (id, name) VALUES ('${TENANT}', 'Arogya');`);
});
afterAll(() => engine?.stop());
beforeEach(() => as(ASHA));

/** Defaults that a column of the dump gained; `by` is the user as the column holds it. */
const TABLES = [
  ['ward.beds', 'created_by', true],
  ['ward.stays', 'created_by', false],
  ['ward.visits', 'created_by', false],
  ['ward.notes', 'createdby', false],
  ['ward.signed_notes', 'createdby', false],
] as const;

describe.each(TABLES)('%s', (table, by, updated) => {
  beforeEach(() => engine.run(`DELETE FROM ${table}`));

  test('a new row is stamped, and nobody has updated it', async () => {
    await engine.run(`INSERT INTO ${table} (id) VALUES (1)`);
    expect(
      await one(`SELECT ${by}::text AS by, to_jsonb(t)->>'updated_by' AS updated FROM ${table} t`),
    ).toEqual({
      by: ASHA,
      updated: null,
    });
  });

  test('an INSERT may say who made the row', async () => {
    await engine.run(`INSERT INTO ${table} (id, ${by}) VALUES (1, '${RAVI}')`);
    expect(await one(`SELECT ${by}::text AS by FROM ${table}`)).toEqual({ by: RAVI });
  });

  test('an UPDATE does not', async () => {
    await engine.run(`INSERT INTO ${table} (id) VALUES (1)`);
    await as(RAVI);
    await engine.run(`UPDATE ${table} SET ${by} = '${RAVI}'`);
    expect(await one(`SELECT ${by}::text AS by FROM ${table}`)).toEqual({ by: ASHA });
    if (updated) expect(await one(`SELECT updated_by::text AS by FROM ${table}`)).toEqual({ by: RAVI });
  });
});

test('an explicit NULL is not repaired', async () => {
  await expect(engine.run(`INSERT INTO ward.beds (id, created_at) VALUES (2, NULL)`)).rejects.toThrow(
    /null value/,
  );
  await engine.run(`INSERT INTO ward.beds (id, created_by) VALUES (2, NULL)`);
  expect(await one(`SELECT created_by FROM ward.beds WHERE id = 2`)).toEqual({ created_by: null });
});

test('a timestamp without zone is that of the session, and the version of a smallint starts again', async () => {
  await engine.run(`SET TimeZone = 'Asia/Kolkata';
    INSERT INTO ward.beds (id, updated_at, row_version) VALUES (3, '${LONG_AGO}', 32767);
    UPDATE ward.beds SET id = 4 WHERE id = 3`);
  const row = await one(`SELECT created_at > LOCALTIMESTAMP - interval '1 hour' AS created,
    updated_at > LOCALTIMESTAMP - interval '1 hour' AS updated, row_version AS version FROM ward.beds WHERE id = 4`);
  expect(row).toEqual({ created: true, updated: true, version: 0 });
});

test('without a default, the trigger stamps a new row', async () => {
  const other = await startPglite();
  try {
    await other.run(`BEGIN;\n${outputOf('auditColumns-withoutDefault')}\nCOMMIT;`);
    await other.run(`SELECT set_config('app.tenant_id', '${TENANT}', false);
      INSERT INTO core.tenants (id) VALUES ('${TENANT}');
      INSERT INTO ward.beds (id) VALUES (1);`);
    expect(await other.query(`SELECT created_at IS NOT NULL AS stamped FROM ward.beds`)).toEqual([
      { stamped: true },
    ]);
  } finally {
    await other.stop();
  }
});
