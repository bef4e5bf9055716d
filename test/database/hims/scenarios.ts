/** What a hospital does all day, as the application does it: one list of statements for each piece of work. */
import { SCENARIOS_OF_WARDS } from './scenariosOfWards.js';
import type { Attempt } from './session.js';
import * as $ from './sample.js';

export type Step = Attempt | string;
export type Scenario = readonly [name: string, steps: readonly Step[]];

const NEW_INVOICE = `'a0000000-0000-4000-8000-009900000001'`;
const NEW_PATIENT = `'a0000000-0000-4000-8000-009900000002'`;
const NEW_ENCOUNTER = `'a0000000-0000-4000-8000-009900000003'`;
/** The application may write the log and not read it, and the others may not even look. */
const AUDIT = {
  as: 'hims_admin',
  sql: `SELECT table_schema, table_name, action, row_pk, user_id FROM audit.audit_log WHERE event_time = now() ORDER BY id`,
};

const REGISTRATION: readonly Step[] = [
  `INSERT INTO clinical.patients (id, facility_id, mrn, first_name, last_name, gender, date_of_birth, mobile)
    VALUES (${NEW_PATIENT}, ${$.FACILITY}, 'ARO/2025/000099', 'Meera', 'Joshi', 'FEMALE', '1992-02-29', '9712345099') RETURNING *`,
  `INSERT INTO clinical.patients (tenant_id, mrn, first_name, gender) VALUES (${$.TENANT}, 'ARO/2025/000098', 'Anil', 'MALE') RETURNING *`,
  `INSERT INTO clinical.patients (tenant_id, mrn, first_name, gender) VALUES (${$.TENANT}, 'ARO/2025/000001', 'Twice', 'MALE')`,
  `UPDATE clinical.patients SET mobile = '9712345098', updated_by = ${$.USER} WHERE id = ${NEW_PATIENT} RETURNING *`,
  `UPDATE clinical.patients SET last_name = 'Devi-Patil' WHERE first_name = 'Sita' RETURNING id, full_name, updated_at`,
  `UPDATE clinical.patients SET is_vip = true WHERE id = ${NEW_PATIENT}`,
  `DELETE FROM clinical.patients WHERE id = ${NEW_PATIENT}`,
  `INSERT INTO clinical.patient_identifiers (tenant_id, patient_id, id_type, id_value) VALUES (${$.TENANT}, ${NEW_PATIENT}, 'PAN', 'ABCDE1234F') RETURNING *`,
  `INSERT INTO clinical.patient_contacts SELECT (c).* FROM (SELECT jsonb_populate_record(c, '{"id": "a0000000-0000-4000-8000-009900000004", "is_emergency": false}') AS c
    FROM clinical.patient_contacts c WHERE patient_id = ${$.PATIENT}) x`,
  `UPDATE clinical.patient_addresses SET line1 = '13, Station Road' WHERE patient_id = ${$.PATIENT}`,
  `SELECT * FROM clinical.patients ORDER BY mrn`,
  AUDIT,
];

const VISIT: readonly Step[] = [
  `INSERT INTO clinical.encounters (id, tenant_id, facility_id, patient_id, encounter_no, class, status, attending_doctor_id, started_at)
    VALUES (${NEW_ENCOUNTER}, ${$.TENANT}, ${$.FACILITY}, ${$.OTHER_PATIENT}, 'ARO-E9', 'OPD', 'arrived', ${$.DOCTOR}, '2025-12-22 10:00+05:30') RETURNING *`,
  `UPDATE clinical.encounters SET ended_at = '2025-12-22 11:00+05:30', status = 'finished' WHERE id = ${NEW_ENCOUNTER} RETURNING *`,
  `SET CONSTRAINTS ALL IMMEDIATE`,
  `UPDATE clinical.encounters SET status = 'finished', ended_at = now() WHERE id = ${$.OPD}`,
  `INSERT INTO clinical.clinical_notes (tenant_id, encounter_id, note_type, subjective, author_id) VALUES (${$.TENANT}, ${$.IPD}, 'SOAP', 'Tightness', ${$.DOCTOR})`,
  `UPDATE clinical.clinical_notes SET plan = 'Admit' WHERE id = ${$.NOTE} RETURNING *`,
  `DELETE FROM clinical.clinical_notes`,
  `SELECT * FROM clinical.clinical_notes ORDER BY subjective`,
  `INSERT INTO clinical.diagnoses (tenant_id, encounter_id, patient_id, description) VALUES (${$.TENANT}, ${$.OPD}, ${$.PATIENT}, 'Fever')`,
  {
    as: 'hims_admin',
    sql: `INSERT INTO clinical.diagnoses (tenant_id, encounter_id, patient_id, description, "primary") VALUES (${$.TENANT}, ${$.OPD}, ${$.PATIENT}, 'Malaria', true)`,
  },
  {
    as: 'hims_admin',
    sql: `SELECT description, "primary", "order" FROM clinical.diagnoses WHERE encounter_id = ${$.OPD} ORDER BY 1`,
  },
  `INSERT INTO clinical.vital_signs (tenant_id, patient_id, encounter_id, recorded_at, pulse, spo2, weight_kg, height_cm)
    VALUES (${$.TENANT}, ${$.PATIENT}, ${$.OPD}, '2025-12-22 10:05+05:30', 150, 85, 62.5, 165) RETURNING *`,
  `SELECT * FROM core.notifications ORDER BY id`,
  `INSERT INTO clinical.prescription_items (prescription_id, line_no, drug_id, drug_text, frequency, "when", duration, qty)
    VALUES (${$.PRESCRIPTION}, 3, 1, 'T. Dolo 650', 'SOS', 'PC', '2 days', 4) RETURNING *`,
  `UPDATE clinical.prescriptions SET status = 'ACTIVE', advice = 'Rest' WHERE id = ${$.PRESCRIPTION} RETURNING *`,
  `UPDATE clinical.procedures SET outcome = 'good' WHERE patient_id = ${$.PATIENT} RETURNING *`,
  AUDIT,
];

const BILLING: readonly Step[] = [
  `INSERT INTO billing.invoices (id, tenant_id, invoice_no, patient_id, encounter_id) VALUES (${NEW_INVOICE}, ${$.TENANT}, 'ARO/INV/9', ${$.PATIENT}, ${$.OPD}) RETURNING *`,
  `INSERT INTO billing.invoice_items (invoice_id, line_no, service_id, description, qty, rate, gst_rate) VALUES
    (${NEW_INVOICE}, 1, ${$.CONSULTATION}, 'Consultation', 1, 500, 0), (${NEW_INVOICE}, 2, ${$.BLOOD_COUNT}, 'CBC', 2, 300, 18) RETURNING *`,
  `SELECT * FROM billing.invoices WHERE id = ${NEW_INVOICE}`,
  `UPDATE billing.invoice_items SET line_no = 3 - line_no WHERE invoice_id = ${NEW_INVOICE} RETURNING line_no, description`,
  `SET CONSTRAINTS ALL IMMEDIATE`,
  `UPDATE billing.invoice_items SET qty = 3 WHERE invoice_id = ${NEW_INVOICE} AND description = 'CBC' RETURNING *`,
  `DELETE FROM billing.invoice_items WHERE invoice_id = ${NEW_INVOICE} AND description = 'Consultation'`,
  `SELECT gross_amount, gst_amount, net_amount, round_off, row_version FROM billing.invoices WHERE id = ${NEW_INVOICE}`,
  `INSERT INTO billing.v_invoice_entry (tenant_id, invoice_no, patient_id, line_no, description, qty, rate) VALUES (${$.TENANT}, 'ARO/INV/8', ${$.PATIENT}, 1, 'Dressing', 1, 250)`,
  `INSERT INTO billing.v_invoice_entry (tenant_id, invoice_no, patient_id, line_no, description, qty, rate, status) VALUES (${$.TENANT}, 'ARO/INV/8', ${$.PATIENT}, 2, 'Gauze', 3, 20, 'OPEN')`,
  `SELECT invoice_no, status, net_amount FROM billing.invoices ORDER BY 1`,
  `CALL billing.post_payment(${NEW_INVOICE}, 500, 'CASH', NULL, 'ARO/R/99')`,
  `CALL billing.post_payment(${NEW_INVOICE}, 562, 'UPI', 'UPIa099', 'ARO/R/98')`,
  `SELECT * FROM billing.payments ORDER BY receipt_no`,
  `SELECT a.amount, p.receipt_no FROM billing.payment_allocations a JOIN billing.payments p ON p.id = a.payment_id ORDER BY 2`,
  `SELECT status, paid_amount, net_amount FROM billing.invoices WHERE id = ${NEW_INVOICE}`,
  `UPDATE billing.payments SET bank_name = 'SBI' WHERE id = ${$.PAYMENT} RETURNING *`,
  `UPDATE billing.invoices SET status = 'CANCELLED', cancel_reason = 'wrong patient' WHERE id = ${$.OTHER_INVOICE} RETURNING status`,
  `DELETE FROM billing.invoices WHERE id = ${NEW_INVOICE}`,
  `INSERT INTO billing.service_catalog (tenant_id, code, name, category, base_rate) VALUES (${$.TENANT}, 'ARO-S9', 'X-ray', 'RAD', 400)`,
  `SELECT * FROM billing.service_catalog`,
  `INSERT INTO billing.currencies (code, name, symbol) VALUES ('EUR', 'Euro', '€')`,
  `UPDATE billing.currencies SET name = 'Rupee' WHERE code = 'INR'`,
  AUDIT,
];

const MERGE: readonly Step[] = [
  `INSERT INTO clinical.patients (id, tenant_id, mrn, first_name, gender) VALUES (${NEW_PATIENT}, ${$.TENANT}, 'ARO/2025/000097', 'Sita', 'FEMALE')`,
  `INSERT INTO clinical.encounters (tenant_id, facility_id, patient_id, encounter_no, class, started_at) VALUES (${$.TENANT}, ${$.FACILITY}, ${NEW_PATIENT}, 'ARO-E7', 'OPD', '2025-12-22 10:00+05:30')`,
  `INSERT INTO clinical.allergies (patient_id, allergen_type, allergen, severity) VALUES (${NEW_PATIENT}, 'FOOD', 'Peanut', 'mild')`,
  `CALL clinical.merge_patients(${$.PATIENT}, ${NEW_PATIENT}, 'registered twice')`,
  `SELECT encounter_no, patient_id FROM clinical.encounters ORDER BY 1`,
  `SELECT allergen, patient_id FROM clinical.allergies ORDER BY 1`,
  `SELECT is_deleted, merged_into_id FROM clinical.patients WHERE id = ${NEW_PATIENT}`,
  `SELECT * FROM clinical."PatientMergeLog" ORDER BY "mergeId"`,
  AUDIT,
];

export const SCENARIOS: readonly Scenario[] = [
  ['a patient is registered', REGISTRATION],
  ['two registrations become one', MERGE],
  ['a visit, its notes and its vital signs', VISIT],
  ['an invoice, its items and its payments', BILLING],
  ...SCENARIOS_OF_WARDS,
];
