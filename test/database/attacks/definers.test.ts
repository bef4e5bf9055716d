/**
 * Routines with the rights of their owner, called for rows of another tenant: policies confine them where a plain owner made the
 * baseline. Where a superuser made it they reach all rows, and the report declares each of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../database.js';
import { convertSample } from '../hims/conversion.js';
import { B, OF_TENANT_A } from '../hims/tenants.js';
import { type Owners, startOwners } from './owners.js';

let owners: Owners;
beforeAll(async () => {
  owners = await startOwners();
});
afterAll(() => owners?.stop());

/** Two patients of tenant B that nothing refers to yet. */
const [ONE, TWO] = [`'b0000000-0000-4000-8000-00070000000a'`, `'b0000000-0000-4000-8000-00070000000b'`];
const ROWS = `SET LOCAL session_replication_role = replica;
INSERT INTO clinical.patients (id, tenant_id, mrn, first_name, gender)
  VALUES (${ONE}, '${B}', 'M1', 'x', 'MALE'), (${TWO}, '${B}', 'M2', 'x', 'MALE');
SET LOCAL session_replication_role = origin;`;

/** As the application of tenant A, or where no tenant is set. */
const CALLERS = {
  'tenant A': OF_TENANT_A,
  'no tenant': { 'app.current_tenant': '', 'app.current_user': '' },
};

/** What is said when the application has run the statement, and then an administrator; all is taken back. */
function said(database: Database, caller: keyof typeof CALLERS, attack: string, look = ''): Promise<string> {
  const settings = Object.entries(CALLERS[caller]).map(
    ([key, value]) => `SELECT set_config('${key}', '${value}', true) \\g /dev/null`,
  );
  const session = ['SET LOCAL SESSION AUTHORIZATION hims_app;', ...settings, attack];
  return database.transcript(
    ['BEGIN;', ROWS, ...session, 'RESET SESSION AUTHORIZATION;', look, 'ROLLBACK;'].join('\n'),
  );
}

const PATIENTS = `SELECT 'patients', string_agg(concat(p.first_name, p.is_deleted, p.merged_into_id), ' ' ORDER BY p.id) FROM clinical.patients p WHERE p.id IN (${ONE}, ${TWO});`;
const patientsIn = (text: string): string => /^patients\|x.*$/m.exec(text)![0];

async function merges(database: Database, caller: keyof typeof CALLERS): Promise<boolean> {
  const merge = `CALL clinical.merge_patients(${ONE}, ${TWO}, 'as A');`;
  const [before, after] = [
    await said(database, caller, '', PATIENTS),
    await said(database, caller, merge, PATIENTS),
  ];
  return patientsIn(before) !== patientsIn(after);
}

/** A permission of one of tenant B's users, and one that nobody has. */
async function tells(database: Database, caller: keyof typeof CALLERS): Promise<boolean> {
  const [held] = await database.query(`SELECT r.user_id AS user, p.code FROM core.user_roles r
    JOIN core.role_permissions USING (role_id) JOIN core.permissions p ON p.id = permission_id
    WHERE r.user_id::text LIKE 'b%' ORDER BY r.user_id, p.code LIMIT 1`);
  const ask = `SELECT 'has', core.user_has_permission('${String(held!['user'])}', '${String(held!['code'])}');`;
  const [, answer] = /^has\|([tf])$/m.exec(await said(database, caller, ask))!;
  return answer === 't';
}

const ATTACKS = { 'clinical.merge_patients': merges, 'core.user_has_permission': tells };
const callers = Object.keys(CALLERS) as (keyof typeof CALLERS)[];

describe.each(Object.entries(ATTACKS))('%s', (_, getsAcross) => {
  test.each(callers)('of a plain owner, %s', async (caller) => {
    expect(await getsAcross(owners.of('a plain owner'), caller)).toBe(false);
  });
});

describe('of a superuser', () => {
  test.each(Object.entries(ATTACKS))(
    '%s reaches all rows, and the report declares it',
    async (routine, getsAcross) => {
      const { report } = await convertSample({ superuser: 'inline' });
      const declared = report.known.filter(({ attack }) => attack === 'superuser owner');
      expect(declared.map(({ relation }) => relation)).toContainEqual(expect.stringContaining(`${routine}(`));
      const across = [];
      for (const caller of callers) across.push(await getsAcross(owners.of('a superuser'), caller));
      expect(across).toContain(true);
    },
  );
});
