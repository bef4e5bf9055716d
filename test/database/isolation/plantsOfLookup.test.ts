/** A baseline with `tenancy.lookup`: what it declares is so, and a hole beside it is found, and named. In PGlite. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready } from '../../../src/index.js';
import { type IsolationResult, verifyIsolation } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/stage/leaks.js';
import { type Scratch, startScratch } from './scratch.js';
import { CLOSED, names } from './ward.js';

await ready();

const read = (file: string): string =>
  readFileSync(new URL(`../../../fixtures/lookup-basic/${file}`, import.meta.url), 'utf8');
const { sql, report } = convert(
  Buffer.from(read('input.sql')),
  settingsOf(readConfig(read('pg-baseline.config.yaml'), 'pg-baseline.config.yaml')),
);
const { known } = report;

let loaded: Blob;
beforeAll(async () => {
  const database = await startScratch();
  await database.run(`BEGIN; ${sql} COMMIT;`);
  loaded = await database.save();
  await database.close();
});

let database: Scratch | undefined;
afterAll(() => database?.close());

async function verified(plant: string, declared: readonly Known[] = known): Promise<IsolationResult> {
  await database?.close();
  database = await startScratch(loaded);
  await database.run(`SET search_path = ''; ${plant}`);
  return verifyIsolation(database, {
    known: declared,
    policy: 'baseline_tenant_isolation',
    tenantSetting: 'app.tenant_id',
  });
}

const CODE = 'core.find_tenant_by_code(character varying)';

test('what it declares is so', async () => {
  const result = await verified('');
  expect(result).toMatchObject(CLOSED);
  expect(result.shown.filter(({ attack }) => attack === 'function').map(({ relation }) => relation)).toEqual([
    CODE,
    'core.find_tenant_by_subdomain(extensions.citext)',
  ]);
});

test('a function that is not declared is a leak', async () => {
  const others = known.filter(({ relation }) => relation !== CODE);
  expect(names(await verified('', others))).toEqual(['core.find_tenant_by_code function']);
});

test('a declaration that nothing shows is unfounded', async () => {
  const plant = `CREATE OR REPLACE FUNCTION ${CODE} RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'`;
  const { unfounded } = await verified(plant);
  expect(unfounded.map(({ relation, attack }) => `${relation} ${attack}`)).toEqual([`${CODE} function`]);
});

const PLANTS: readonly (readonly [what: string, plant: string, leaks: readonly string[]])[] = [
  ['the application can become the role', 'GRANT baseline_lookup TO app;', ['core.tenants read']],
  [
    'the application can grant itself the role',
    'GRANT baseline_lookup TO app WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;',
    ['core.tenants read'],
  ],
  [
    'the policy names the application',
    `ALTER POLICY baseline_tenant_isolation ON core.tenants USING ((SELECT current_user) IN ('baseline_lookup', 'app') OR id = (SELECT core.current_tenant_id()));`,
    ['core.tenants read'],
  ],
  [
    'a function returns more than the key',
    `DROP FUNCTION ${CODE};
    GRANT SELECT (name) ON core.tenants TO baseline_lookup;
    CREATE FUNCTION ${CODE} RETURNS TABLE (id uuid, name text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO pg_catalog, pg_temp
      AS 'SELECT t.id, t.name FROM core.tenants t WHERE t.code = $1';
    ALTER FUNCTION ${CODE} OWNER TO baseline_lookup; GRANT EXECUTE ON FUNCTION ${CODE} TO app;`,
    [`${CODE} read`],
  ],
];

test.each(PLANTS)('%s', async (_what, plant, leaks) => {
  expect(names(await verified(plant))).toEqual(leaks);
});
