/** A hole in a baseline that has none is found, and named, with a statement that goes through it. */
import { describe, expect, test } from 'vitest';
import { isolationText } from '../../../src/verify/isolation/text.js';
import { CLOSED, names, openWard } from './ward.js';

const ward = openWard();

const PLANTS: readonly (readonly [what: string, plant: string, leaks: readonly string[]])[] = [
  [
    'a table without its policy',
    'DROP POLICY baseline_tenant_isolation ON ward.samples;',
    ['ward.samples read', 'ward.samples write'],
  ],
  [
    'a table without row-level security',
    'ALTER TABLE ward.samples DISABLE ROW LEVEL SECURITY;',
    ['ward.samples read', 'ward.samples write'],
  ],
  [
    'a view without security_invoker',
    'ALTER VIEW ward.v_patients RESET (security_invoker);',
    ['ward.v_patients read', 'ward.v_patients write'],
  ],
  [
    'a view of numbers only',
    'ALTER VIEW ward.v_admitted RESET (security_invoker);',
    ['ward.v_admitted read'],
  ],
  [
    'a policy without WITH CHECK, whose USING is wider',
    `DROP POLICY baseline_tenant_isolation ON ward.tests; CREATE POLICY baseline_tenant_isolation ON ward.tests AS RESTRICTIVE
      USING (tenant_id IS NULL OR tenant_id = (SELECT ward.current_tenant_id()));`,
    ['ward.tests write'],
  ],
  [
    'a policy without WITH CHECK, whose USING is as narrow',
    `DROP POLICY baseline_tenant_isolation ON ward.samples; CREATE POLICY baseline_tenant_isolation ON ward.samples AS RESTRICTIVE
      USING (tenant_id = (SELECT ward.current_tenant_id()));`,
    ['ward.samples write'],
  ],
  [
    'a policy that checks nothing',
    'ALTER POLICY baseline_tenant_isolation ON ward.samples WITH CHECK (true);',
    ['ward.samples write'],
  ],
  [
    'a missing FORCE, where the owner reads and writes',
    'ALTER TABLE ward.visits NO FORCE ROW LEVEL SECURITY;',
    ['ward.v_admitted read', 'ward.visit_count function', 'ward.visits read', 'ward.visits write'],
  ],
  [
    'a composite key that is gone',
    'ALTER TABLE ward.visits DROP CONSTRAINT visits_tenant_patient_fkey;',
    ['ward.visits foreign key visits_patient_fkey'],
  ],
  [
    'a key that is unique across tenants',
    'CREATE UNIQUE INDEX patients_mrn ON ward.patients (mrn);',
    ['ward.patients unique patients_mrn'],
  ],
  [
    'a partition that is open',
    'ALTER TABLE ward.events_2024 DISABLE ROW LEVEL SECURITY; GRANT SELECT ON ward.events_2024 TO ward_app;',
    ['ward.events_2024 read', 'ward.events_2024 write'],
  ],
  [
    'a materialized view that the application reads',
    'GRANT SELECT ON ward.mv_visits TO ward_reports;',
    ['ward.mv_visits read'],
  ],
  ['TRUNCATE', 'GRANT TRUNCATE ON ward.samples TO ward_app;', ['ward.samples truncate ward_app']],
  [
    'rows for all that take tenants’ rows along',
    `GRANT DELETE ON ward.countries TO ward_app; ALTER TABLE ward.patients DROP CONSTRAINT patients_country_fkey,
      ADD CONSTRAINT patients_country_fkey FOREIGN KEY (country) REFERENCES ward.countries ON DELETE SET NULL;`,
    ['ward.countries write patients_country_fkey'],
  ],
  [
    'a function that answers whether another tenant has a row',
    `CREATE VIEW ward.everybody AS SELECT id FROM ward.patients; REVOKE ALL ON ward.everybody FROM PUBLIC;
      CREATE FUNCTION ward.is_known(patient uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS 'SELECT EXISTS (SELECT FROM ward.everybody WHERE id = patient)';`,
    ['ward.everybody read', 'ward.everybody write', 'ward.is_known function'],
  ],
  [
    'a procedure that writes past the policies',
    `CREATE POLICY wide ON ward.patients TO ward_app USING (true);
      CREATE VIEW ward.everybody AS SELECT id, deleted_at FROM ward.patients;
      CREATE PROCEDURE ward.forget(patient uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS 'BEGIN UPDATE ward.everybody SET deleted_at = now() WHERE id = patient; EXCEPTION WHEN OTHERS THEN NULL; END';`,
    ['ward.everybody read', 'ward.everybody write', 'ward.forget function'],
  ],
];

describe('isolation', () => {
  test('finds nothing where there is nothing', async () => {
    const result = await ward.verify('');
    expect(isolationText(result)).toMatch(/0 undeclared leaks/);
    expect(result).toMatchObject(CLOSED);
    expect(result.parties).toEqual(['ward_app', 'ward_reports', 'the owner']);
    expect(result.attacks).toBeGreaterThan(200);
  });

  test('leaves the database as it was', async () => {
    const rest = await ward.query(
      `SELECT rolname AS name FROM pg_roles WHERE rolname ~ 'verify' UNION ALL SELECT nspname FROM pg_namespace WHERE nspname ~ 'verify'`,
    );
    expect(rest).toEqual([]);
  });

  test.each(PLANTS)('finds %s', async (_what, plant, leaks) => {
    const result = await ward.verify(plant);
    expect(names(result)).toEqual(leaks);
    expect(result.isolated).toBe(false);
    const text = isolationText(result);
    for (const { relation, statement } of result.undeclared) {
      expect(text).toContain(relation);
      expect(text).toContain(statement);
    }
  });

  test('what is declared is shown as known, and does not fail', async () => {
    const known = [
      {
        relation: 'ward.patients',
        attack: 'unique',
        name: 'patients_mrn',
        why: 'the chain has one register',
      },
    ];
    const result = await ward.verify('CREATE UNIQUE INDEX patients_mrn ON ward.patients (mrn);', known);
    expect(result).toMatchObject({ isolated: true, undeclared: [], unfounded: [] });
    expect(result.shown.at(-1)!.leak.shows).toMatch(/patients_mrn/);
    expect(isolationText(result)).toMatch(/ward\.patients +· +· +known/);
  });

  test('what is declared and does not occur fails', async () => {
    const known = [{ relation: 'ward.samples', attack: 'read', why: 'so they say' }];
    const result = await ward.verify('', known);
    expect(result).toMatchObject({ isolated: false, unfounded: known });
    expect(isolationText(result)).toMatch(/Declared but not found:\n {2}ward\.samples: read/);
  });
});
