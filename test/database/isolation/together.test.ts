/** Several holes at once, for the short set of the witness (npm run test:verify): each is tried alone in plants.test.ts. */
import { expect, test } from 'vitest';
import { CLOSED, names, openWard } from './ward.js';

const ward = openWard();

test('finds nothing where there is nothing', async () => {
  expect(await ward.verify('')).toMatchObject(CLOSED);
});

test('finds holes of several kinds beside each other', async () => {
  const result = await ward.verify(`
    DROP POLICY baseline_tenant_isolation ON ward.samples;
    ALTER VIEW ward.v_admitted RESET (security_invoker);
    CREATE UNIQUE INDEX patients_mrn ON ward.patients (mrn);
    GRANT SELECT ON ward.mv_visits TO ward_reports;
    GRANT TRUNCATE ON ward.tests TO ward_app;
    CREATE VIEW ward.everybody AS SELECT id FROM ward.patients;
    REVOKE ALL ON ward.everybody FROM PUBLIC;
    CREATE FUNCTION ward.is_known(patient uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp AS 'SELECT EXISTS (SELECT FROM ward.everybody WHERE id = patient)';`);
  expect(names(result)).toEqual([
    'ward.everybody read',
    'ward.everybody write',
    'ward.is_known function',
    'ward.mv_visits read',
    'ward.patients unique patients_mrn',
    'ward.samples read',
    'ward.samples write',
    'ward.tests truncate ward_app',
    'ward.v_admitted read',
  ]);
});
