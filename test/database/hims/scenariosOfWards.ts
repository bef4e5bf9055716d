/** The other half of a hospital's day: insurance, wards, laboratory, pharmacy, and what only administrators may do. */
import type { Scenario, Step } from './scenarios.js';
import * as $ from './sample.js';

const asAdmin = (...statements: string[]): Step[] => statements.map((sql) => ({ as: 'hims_admin', sql }));

const CLAIM: readonly Step[] = [
  `INSERT INTO insurance.claims (tenant_id, claim_no, policy_id, invoice_id, claimed_amount, status)
    VALUES (${$.TENANT}, 'ARO-CL9', ${$.POLICY}, ${$.INVOICE}, 500, 'DRAFT') RETURNING *`,
  `UPDATE insurance.claims SET status = 'SUBMITTED', submitted_at = now() WHERE claim_no = 'ARO-CL9' RETURNING *`,
  ...asAdmin(
    `UPDATE insurance.claims SET status = 'SUBMITTED', submitted_at = now() WHERE claim_no = 'ARO-CL9' RETURNING *`,
  ),
  `SELECT from_status, to_status, changed_by FROM insurance.claim_status_history ORDER BY id`,
  `SELECT * FROM insurance.v_claim_summary ORDER BY claim_no`,
];

const APPOINTMENT: readonly Step[] = [
  `SELECT scheduling.generate_slots(${$.ROSTER}, '2025-12-22', '2025-12-22')`,
  `INSERT INTO scheduling.appointments (tenant_id, appointment_no, patient_id, doctor_id, slot_id, time_slot)
    SELECT ${$.TENANT}, 'ARO-A9', ${$.PATIENT}, ${$.DOCTOR}, max(id), '["2025-12-22 12:00+05:30","2025-12-22 12:15+05:30")' FROM scheduling.slots RETURNING *`,
  `UPDATE scheduling.appointments SET status = 'CHECKED_IN' WHERE appointment_no = 'ARO-A9' RETURNING *`,
  `UPDATE scheduling.appointments SET status = (SELECT status FROM scheduling.appointments WHERE appointment_no = 'ARO-A2'), reason = 'x' WHERE id = ${$.APPOINTMENT} RETURNING status, reason`,
  `SELECT old_status, new_status FROM scheduling.appointment_status_history ORDER BY changed_at, new_status`,
  `SELECT max(booked), count(*) FROM scheduling.slots`,
  `SELECT * FROM scheduling.v_today_queue ORDER BY 1`,
];

const PHARMACY: readonly Step[] = [
  `INSERT INTO pharmacy.dispense_items (dispense_id, line_no, batch_id, prescription_id, prescription_line, qty, rate)
    VALUES (${$.DISPENSE}, 2, /* batch */ 1, ${$.PRESCRIPTION}, 2, 5, 2.04) RETURNING *`,
  `SELECT qty_on_hand FROM pharmacy.stock_batches ORDER BY id`,
  `INSERT INTO pharmacy.dispense_items (dispense_id, line_no, batch_id, qty, rate) VALUES (${$.DISPENSE}, 3, 77, 1, 1)`,
  `DELETE FROM clinical.prescription_items WHERE prescription_id = ${$.PRESCRIPTION} AND line_no = 2`,
  `SELECT line_no, prescription_id, prescription_line FROM pharmacy.dispense_items ORDER BY 1`,
  `UPDATE pharmacy.dispenses SET status = 'RETURNED' WHERE id = ${$.DISPENSE} RETURNING *`,
  `SELECT * FROM pharmacy.v_expiring_stock ORDER BY id`,
];

const LABORATORY: readonly Step[] = [
  `INSERT INTO laboratory.order_items (order_id, test_id) VALUES (${$.LAB_ORDER}, 2) RETURNING *`,
  `INSERT INTO laboratory.results (tenant_id, order_item_id, test_id, value_num, unit) SELECT ${$.TENANT}, max(id), 2, 500, 'mg/dL' FROM laboratory.order_items RETURNING *`,
  `INSERT INTO laboratory.results (tenant_id, order_item_id, test_id, value_num, unit, version) SELECT ${$.TENANT}, max(id), 1, 13, 'g/dL', 2 FROM laboratory.order_items RETURNING *`,
  `SELECT channel FROM laboratory.critical_alerts`,
  `UPDATE laboratory.results SET value_num = 4 WHERE unit = 'g/dL' RETURNING flag, is_critical, version AS which`,
  `UPDATE laboratory.orders SET priority = 'ROUTINE' WHERE id = ${$.LAB_ORDER} RETURNING *`,
  `SELECT * FROM laboratory.test_master ORDER BY id`,
];

const WARD: readonly Step[] = [
  `INSERT INTO inpatient.bed_allocations (admission_id, bed_id, during) VALUES (${$.ADMISSION}, ${$.OTHER_BED}, '["2025-12-22 12:00+05:30",)')`,
  `UPDATE inpatient.bed_allocations SET during = '["2025-12-02 12:00+05:30","2025-12-22 12:00+05:30")' WHERE bed_id = ${$.BED}`,
  `INSERT INTO inpatient.bed_allocations (admission_id, bed_id, during) VALUES (${$.ADMISSION}, ${$.OTHER_BED}, '["2025-12-22 12:00+05:30",)') RETURNING *`,
  `INSERT INTO inpatient.bed_allocations (admission_id, bed_id, during) VALUES (${$.ADMISSION}, ${$.OTHER_BED}, '["2025-12-23 12:00+05:30",)')`,
  `SELECT bed_no, status, current_admission_id FROM inpatient.beds ORDER BY 1`,
  `SELECT ward, bed_no, status, admission_no, patient FROM inpatient.v_bed_board ORDER BY 1, 2`,
  ...asAdmin(
    `UPDATE inpatient.admissions SET discharged_at = '2025-12-23 12:00+05:30', discharge_type = 'Patient''s Request' WHERE id = ${$.ADMISSION} RETURNING *`,
  ),
];

const CONSENT: readonly Step[] = [
  `UPDATE abdm.health_ids SET abha_address = 'sita.devi@sbx' WHERE patient_id = ${$.PATIENT} RETURNING *`,
  `SELECT abha_address FROM clinical.patients WHERE id = ${$.PATIENT}`,
  `UPDATE abdm.consent_requests SET status = 'DENIED' WHERE patient_id = ${$.PATIENT} RETURNING *`,
  `SELECT * FROM abdm.consent_artefacts`,
  `UPDATE audit.record_snapshots SET taken_by = 'x'`,
  ...asAdmin(`UPDATE audit.record_snapshots SET taken_by = 'x'`),
];

const PEOPLE: readonly Step[] = [
  `INSERT INTO core.users (tenant_id, username, email, password_hash, status, display_name) VALUES (${$.TENANT}, 'aro.user9', 'user9@aro.example.in', 'x', 'ACTIVE', 'Nine') RETURNING *`,
  `UPDATE core.users SET failed_attempts = 1 WHERE id = ${$.USER} RETURNING *`,
  `UPDATE core.departments SET name = 'Medicine' WHERE id = ${$.DEPARTMENT} RETURNING *`,
  `UPDATE core.organizations SET short_name = 'ARO' WHERE id = ${$.ORGANIZATION} RETURNING *`,
  `UPDATE core.tenants SET plan = 'ENTERPRISE' WHERE id = ${$.TENANT} RETURNING *`,
  `UPDATE hr.employees SET salutation = 'Dr.' WHERE id = ${$.DOCTOR} RETURNING *`,
  `UPDATE hr.leave_requests SET reason = 'wedding' WHERE employee_id = ${$.DOCTOR} RETURNING *`,
  `UPDATE core.facilities SET bed_capacity = 101 WHERE id = ${$.FACILITY} RETURNING *`,
  `UPDATE radiology.reports SET birads = 2 RETURNING *`,
  `INSERT INTO clinical."PatientMergeLog" ("tenantId", "survivorPatientId", "mergedPatientId") VALUES (${$.TENANT}, ${$.PATIENT}, 'a0000000-0000-4000-8000-000700000003') RETURNING *`,
];

const ADMINISTRATOR: readonly Step[] = asAdmin(
  `UPDATE emergency.visits SET disposed_at = arrived_at + interval '40 minutes' WHERE encounter_id = ${$.CASUALTY} RETURNING door_to_doctor`,
  `INSERT INTO inventory.item_categories (name, parent_id) SELECT 'ARO-gloves', id FROM inventory.item_categories WHERE name = 'ARO-name' RETURNING path`,
  `INSERT INTO inventory.stock_ledger (item_id, store_code, txn_type, qty) VALUES (${$.ITEM}, 'ARO-storecode', 'OPENING', 5) RETURNING balance_after`,
  `SELECT audit.create_month_partition('2031-01-01')`,
  `TRUNCATE clinical.patients CASCADE`,
  `TRUNCATE billing.payments CASCADE`,
  `SELECT count(*) FROM audit.audit_log WHERE action = 'T'`,
);

export const SCENARIOS_OF_WARDS: readonly Scenario[] = [
  ['a claim', CLAIM],
  ['an appointment and its slot', APPOINTMENT],
  ['what the pharmacy hands out', PHARMACY],
  ['results of the laboratory', LABORATORY],
  ['beds of a ward', WARD],
  ['consents and health ids', CONSENT],
  ['people, departments and the hospital itself', PEOPLE],
  ['what only an administrator does', ADMINISTRATOR],
];
