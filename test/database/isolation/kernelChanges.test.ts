/** The self-check knows the functions by which policies know the tenant: their text, what they call, and bodies that are kept as trees. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { type Scratch, startScratch } from './scratch.js';

const FIXTURE = new URL('../../../fixtures/selfCheck-kernel/input.sql', import.meta.url);

let database: Scratch;
beforeAll(async () => {
  await ready();
  const off = ['auditColumns', 'complianceColumns'];
  const { sql } = convert(readFileSync(FIXTURE), { preset: 'hims', off });
  database = await startScratch();
  for (let run = 1; run <= 2; run++) await database.run(`BEGIN;\n${sql}\nCOMMIT;`);
});
afterAll(() => database?.close());

async function checked(change: string): Promise<unknown> {
  await database.run(`BEGIN;\n${change}`);
  try {
    return await database.run('SELECT core.assert_tenant_isolation()').catch((error: Error) => error.message);
  } finally {
    await database.run('ROLLBACK');
  }
}

const B = `'b0000000-0000-4000-8000-000000000002'`;

test.each([
  [
    'a body that is kept as a tree',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE
      RETURN coalesce(${B}::uuid, nullif(current_setting('app.tenant_id', true), '')::uuid);`,
    'core.current_tenant_id(): has a different body',
  ],
  [
    'text in the place of a tree',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT ${B}::uuid $$;`,
    'core.current_tenant_id(): has a different body',
  ],
  [
    'a setting',
    `ALTER FUNCTION core.current_tenant_id() SET app.tenant_id = ${B};`,
    'core.current_tenant_id(): has different settings',
  ],
  [
    'what a function of the kernel calls',
    `CREATE OR REPLACE FUNCTION core.setting(name text) RETURNS text LANGUAGE plpgsql STABLE
      SET search_path TO 'core', 'pg_temp' SET work_mem TO '1MB' AS $$ BEGIN RETURN ${B}; END $$;`,
    'core.setting(text): has a different body',
  ],
  [
    'a setting of what it calls',
    `ALTER FUNCTION core.setting(text) RESET search_path;`,
    'core.setting(text): has different settings',
  ],
  [
    'another owner',
    `CREATE ROLE later; ALTER FUNCTION core.setting(text) OWNER TO later;`,
    'core.setting(text): belongs to later',
  ],
])('%s that is changed is found', async (_what, change, finding) => {
  expect(await checked(change)).toContain(finding);
});

test.each([
  ['nothing changes', ''],
  [
    'an administrator has made the application’s role',
    `CREATE ROLE platform CREATEROLE; GRANT postgres TO platform; SET ROLE platform; CREATE ROLE web; RESET ROLE;
      GRANT SELECT ON core.visits TO web;`,
  ],
  ['another function is made', `CREATE FUNCTION core.later() RETURNS int LANGUAGE sql RETURN 1;`],
  [
    'the same body is written again',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE
      RETURN CAST(nullif(current_setting('app.tenant_id', true), '') AS uuid);`,
  ],
])('it is content where %s', async (_what, change) => {
  expect(await checked(change)).toBeUndefined();
});
