/**
 * The sample's own routines that merge and purge, and the cascades below a patient, on the baseline: where no row is on hold they do
 * what they do on the export; where one is, the statement fails as a whole, and all rows are as they were.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../database.js';
import { OWNER, type Hospital, startHospital } from '../hims/databases.js';
import { PATIENT } from '../hims/sample.js';
import { attempt, type Outcome } from '../hims/session.js';
import { A, B, OF_TENANT_A } from '../hims/tenants.js';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital?.stop());

/** Registered twice. */
const TWICE = `'a0000000-0000-4000-8000-009900000008'`;
const MERGE = `CALL clinical.merge_patients(${PATIENT}, ${TWICE}, 'registered twice')`;
/** A patient with nothing but an allergy, which goes with it. */
const NEW = `'a0000000-0000-4000-8000-009900000007'`;
const DELETE = `DELETE FROM clinical.patients WHERE id = ${NEW}`;

const ROWS = `SET LOCAL app.current_tenant = '${A}';
  INSERT INTO clinical.patients (id, tenant_id, mrn, first_name, gender) VALUES (${TWICE}, '${A}', 'ARO/2025/000078', 'Sita', 'FEMALE');
  INSERT INTO clinical.vital_signs (tenant_id, patient_id, recorded_at, pulse) VALUES ('${A}', ${TWICE}, '2025-12-01', 70);
  INSERT INTO clinical.patients (id, tenant_id, mrn, first_name, gender) VALUES (${NEW}, '${A}', 'ARO/2025/000077', 'Anil', 'MALE');
  INSERT INTO clinical.allergies (patient_id, allergen_type, allergen, severity)
    SELECT id, 'DRUG', 'Penicillin', enum_first(NULL::clinical.allergy_severity) FROM (VALUES (${TWICE}::uuid), (${NEW})) p (id);`;

const on = (table: string, patient: string, set = 'legal_hold = true'): string =>
  `UPDATE clinical.${table} SET ${set} WHERE ${table === 'patients' ? 'id' : 'patient_id'} = ${patient};`;

/** Whose the rows are, and what became of the patients. */
const PATIENTS = `(${PATIENT}, ${TWICE}, ${NEW})`;
const STATE = `SELECT (SELECT jsonb_agg(patient_id ORDER BY recorded_at, patient_id) FROM clinical.vital_signs WHERE patient_id IN ${PATIENTS}) AS vitals,
  (SELECT jsonb_agg(patient_id ORDER BY allergen, patient_id) FROM clinical.allergies WHERE patient_id IN ${PATIENTS}) AS allergies,
  (SELECT jsonb_object_agg(id, jsonb_build_array(is_deleted, merged_into_id)) FROM clinical.patients WHERE id IN ${PATIENTS}) AS patients,
  (SELECT count(*) FROM clinical."PatientMergeLog" WHERE "mergedPatientId" IN ${PATIENTS}) AS merged`;
const HELD = `SELECT (SELECT count(*) FROM clinical.allergies WHERE legal_hold) AS allergies, (SELECT count(*) FROM clinical.patients WHERE legal_hold) AS patients`;

interface Tried {
  readonly before: Outcome;
  readonly call: Outcome;
  readonly after: Outcome;
  readonly held: Outcome | undefined;
}

/** Nothing of it lasts. An administrator looks at the rows. */
async function tried(on: 'one' | 'baseline', role: string, sql: string, prepared = ''): Promise<Tried> {
  const session = { role, settings: OF_TENANT_A, prepared: `${ROWS} ${prepared}` };
  const state = { as: 'hims_admin', sql: STATE };
  const held = on === 'baseline' ? [{ as: 'hims_admin', sql: HELD }] : [];
  const outcomes = await attempt(hospital[on], session, [state, { sql }, state, ...held]);
  return { before: outcomes[0]!, call: outcomes[1]!, after: outcomes[2]!, held: outcomes[3] };
}

test('the patients of the merge are in different partitions', async () => {
  const [found] = await hospital.baseline.query(
    `SELECT count(DISTINCT r) AS partitions FROM generate_series(0, 3) r, (VALUES (${PATIENT}::uuid), (${TWICE}::uuid)) p (id)
      WHERE satisfies_hash_partition('clinical.vital_signs'::regclass, 4, r, p.id)`,
  );
  expect(found).toEqual({ partitions: 2 });
});

/** On the export, an administrator stands for the owner of the baseline. */
describe.each([
  ['the application', 'hims_app', 'hims_app'],
  ['the owner', OWNER, 'hims_admin'],
  ['a superuser', 'hims_admin', 'hims_admin'],
])('%s', (_who, role, onExport) => {
  test('merges as on the export', async () => {
    const { before, call, after } = await tried('baseline', role, MERGE);
    expect(call).toMatchObject({ state: null, message: null });
    expect(after.rows).not.toEqual(before.rows);
    expect(after.rows).toEqual((await tried('one', onExport, MERGE)).after.rows);
  });

  test.each([
    ['on hold', 'legal_hold = true'],
    ['within its retention', `retention_until = '2999-12-31'`],
  ])('does not merge where a row that would change its partition is %s', async (_what, set) => {
    const { before, call, after } = await tried('baseline', role, MERGE, on('vital_signs', TWICE, set));
    expect(call.state).toBe('RH001');
    expect(call.message).toMatch(
      /^a row of clinical\.vital_signs_p\d is on legal hold or within its retention/,
    );
    expect(after.rows).toEqual(before.rows);
  });

  test('merges where a row on hold stays in its table, with its hold', async () => {
    const prepared = on('allergies', TWICE) + on('patients', TWICE);
    const { call, after, held } = await tried('baseline', role, MERGE, prepared);
    expect(call).toMatchObject({ state: null, message: null });
    expect(after.rows).toEqual((await tried('one', onExport, MERGE)).after.rows);
    expect(held?.rows).toEqual([{ allergies: 1, patients: 1 }]);
  });

  // The application has no privilege to delete a patient.
  if (role !== 'hims_app') {
    test('deletes a patient as on the export', async () => {
      const { call, after } = await tried('baseline', role, DELETE);
      expect(call.state).toBeNull();
      expect(after.rows).toEqual((await tried('one', onExport, DELETE)).after.rows);
    });

    test.each([
      ['the patient', on('patients', NEW)],
      ['a row below it', on('allergies', NEW)],
      ['a row below it, by its retention', on('allergies', NEW, `retention_until = '2999-12-31'`)],
    ])('does not delete a patient where a hold is on %s', async (_what, prepared) => {
      const { before, call, after } = await tried('baseline', role, DELETE, prepared);
      expect(call.state).toBe('RH001');
      expect(after.rows).toEqual(before.rows);
    });
  }
});

test('the application cannot lift a hold before it merges, and the owner can', async () => {
  const lift = `UPDATE clinical.vital_signs SET legal_hold = false WHERE patient_id = ${TWICE}`;
  const prepared = on('vital_signs', TWICE);
  expect((await tried('baseline', 'hims_app', lift, prepared)).call.state).toBe('RH002');
  expect((await tried('baseline', OWNER, lift, prepared)).call.state).toBeNull();
});

test('the log is purged as on the export, and nothing else', async () => {
  const entry = (tenant: string): string =>
    `INSERT INTO audit.audit_log (tenant_id, event_time, table_schema, table_name, action) VALUES ('${tenant}', now() - interval '8 years', 'clinical', 'patients', 'U');`;
  const count = `SELECT (SELECT count(*) FROM audit.audit_log WHERE event_time < now() - interval '7 years' AND tenant_id = '${A}') AS of_a,
    (SELECT count(*) FROM audit.audit_log WHERE event_time < now() - interval '7 years' AND tenant_id = '${B}') AS of_b,
    (SELECT count(*) FROM clinical.patients) AS patients`;
  for (const [original, role] of [
    [hospital.raw, 'hims_admin'],
    [hospital.baseline, 'hims_admin'],
    [hospital.baseline, OWNER],
  ] as const) {
    // The procedure commits, so that the database is a copy.
    const database = await createDatabase(hospital.server, original);
    try {
      const isBaseline = original === hospital.baseline;
      const hold = isBaseline
        ? `UPDATE clinical.patients SET legal_hold = true WHERE tenant_id = '${A}';`
        : '';
      await database.output(`${entry(A)} ${entry(B)} ${hold}`);
      const [before] = await database.query(count);
      expect(before).toMatchObject({ of_a: 1, of_b: 1 });
      const call = `SET SESSION AUTHORIZATION ${role}; SET app.current_tenant = '${A}'; CALL audit.purge_old();`;
      expect(await database.restore(call)).toEqual([]);
      // Policies bind the owner.
      const left = { of_a: 0, of_b: role === OWNER ? 1 : 0, patients: before!['patients'] };
      expect((await database.query(count))[0]).toEqual(left);
    } finally {
      await database.drop();
    }
  }
});

test('the application cannot purge the log', async () => {
  const call = `SET SESSION AUTHORIZATION hims_app; SET app.current_tenant = '${A}'; CALL audit.purge_old();`;
  for (const database of [hospital.raw, hospital.baseline])
    expect(await database.restore(call)).toEqual([
      expect.stringContaining('permission denied for procedure purge_old'),
    ]);
});
