-- One row of each tenant for every table that sample_rows.sql leaves empty: what is empty cannot leak.
-- Run as hims_admin behind sample_rows.sql. Ids and texts begin as there: a, ARO / b, BSH / c, ALL.
BEGIN;
INSERT INTO laboratory.test_master (id, tenant_id, code, name, specimen_type, unit) VALUES
    (3, 'b0000000-0000-4000-8000-000100000001', 'RBS-B', 'Random blood sugar', 'Fluoride', 'mg/dL');

INSERT INTO core.roles (code, name) VALUES
    ('ARO-MATRON', 'Matron'),
    ('BSH-MATRON', 'Matron');

INSERT INTO core.role_permissions (role_id, permission_id) SELECT id, 1 FROM core.roles WHERE name = 'Matron' ORDER BY id;

INSERT INTO hr.designations (code, title) VALUES
    ('ARO-MATRON', 'Matron'),
    ('BSH-MATRON', 'Matron');

INSERT INTO hr.shifts (id, code, name, starts, ends) VALUES
    (5, 'A1', 'ARO early', '05:00', '13:00'),
    (6, 'B1', 'BSH early', '05:00', '13:00');

INSERT INTO laboratory.critical_alerts (result_id, channel) VALUES
    ('a0000000-0000-4000-8000-002100000001', 'SMS');

INSERT INTO audit.audit_log (tenant_id, event_time, table_schema, table_name, action, row_pk) VALUES
    ('a0000000-0000-4000-8000-000100000001', '2025-12-05 10:00+05:30', 'clinical', 'patients', 'U', 'ARO'),
    ('b0000000-0000-4000-8000-000100000001', '2025-12-05 10:00+05:30', 'clinical', 'patients', 'U', 'BSH'),
    ('a0000000-0000-4000-8000-000100000001', '2024-12-05 10:00+05:30', 'clinical', 'patients', 'U', 'ARO'),
    ('b0000000-0000-4000-8000-000100000001', '2024-12-05 10:00+05:30', 'clinical', 'patients', 'U', 'BSH');

INSERT INTO abdm.gateway_callbacks (path) VALUES
    ('ARO-path'),
    ('BSH-path');

INSERT INTO abdm.hip_link_requests (id, request_id, patient_ref, care_context_id) VALUES
    ('a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000700000001', 'ARO-patientref', 'a0000000-0000-4000-8000-001600000001'),
    ('b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000700000001', 'BSH-patientref', 'b0000000-0000-4000-8000-001600000001');

INSERT INTO abdm.hiu_data_requests (id, artefact_id, date_range, data_push_url, key_material) VALUES
    ('a0000000-0000-4000-8000-000800000001', 'a0000000-0000-4000-8000-001800000001', '["2025-12-05 10:00+05:30","2025-12-05 11:00+05:30")', 'ARO-datapushurl', '{"of": "ARO"}'),
    ('b0000000-0000-4000-8000-000800000001', 'b0000000-0000-4000-8000-001800000001', '["2025-12-05 10:00+05:30","2025-12-05 11:00+05:30")', 'BSH-datapushurl', '{"of": "BSH"}');

INSERT INTO audit.export_jobs (id, requested_by, report) VALUES
    ('a0000000-0000-4000-8000-001100000001', 'a0000000-0000-4000-8000-000500000001', 'ARO-report'),
    ('b0000000-0000-4000-8000-001100000001', 'b0000000-0000-4000-8000-000500000001', 'BSH-report');

INSERT INTO audit.record_snapshots (entity, entity_id, version, snapshot) VALUES
    ('ARO-entity', 'a0000000-0000-4000-8000-001300000001', 1, '{"of": "ARO"}'),
    ('BSH-entity', 'b0000000-0000-4000-8000-001300000001', 1, '{"of": "BSH"}');

INSERT INTO billing.cash_counters (facility_id, code, cashier_id) VALUES
    ('a0000000-0000-4000-8000-000300000001', 'ARO-code', 'a0000000-0000-4000-8000-000500000001'),
    ('b0000000-0000-4000-8000-000300000001', 'BSH-code', 'b0000000-0000-4000-8000-000500000001');

INSERT INTO billing.discount_approvals (invoice_id, pct) VALUES
    ('a0000000-0000-4000-8000-001400000001', 10),
    ('b0000000-0000-4000-8000-001400000001', 10);

INSERT INTO billing.refunds (id, payment_id, invoice_id, amount, reason, requested_by, approved_by) VALUES
    ('a0000000-0000-4000-8000-002400000001', 'a0000000-0000-4000-8000-001500000001', 'a0000000-0000-4000-8000-001400000001', 1, 'ARO-reason', 'a0000000-0000-4000-8000-000500000002', 'a0000000-0000-4000-8000-000500000001'),
    ('b0000000-0000-4000-8000-002400000001', 'b0000000-0000-4000-8000-001500000001', 'b0000000-0000-4000-8000-001400000001', 1, 'BSH-reason', 'b0000000-0000-4000-8000-000500000002', 'b0000000-0000-4000-8000-000500000001');

INSERT INTO clinical."PatientMergeLog" ("tenantId", "survivorPatientId", "mergedPatientId", "mergedBy") VALUES
    ('a0000000-0000-4000-8000-000100000001', 'a0000000-0000-4000-8000-000700000002', 'a0000000-0000-4000-8000-000700000003', 'a0000000-0000-4000-8000-000500000001'),
    ('b0000000-0000-4000-8000-000100000001', 'b0000000-0000-4000-8000-000700000002', 'b0000000-0000-4000-8000-000700000003', 'b0000000-0000-4000-8000-000500000001');

INSERT INTO clinical.family_history (patient_id, relation, condition) VALUES
    ('a0000000-0000-4000-8000-000700000001', 'ARO-relation', 'ARO-condition'),
    ('b0000000-0000-4000-8000-000700000001', 'BSH-relation', 'BSH-condition');

INSERT INTO clinical.procedures (id, encounter_id, patient_id, name, performed_by, consent_document_id) VALUES
    ('a0000000-0000-4000-8000-004500000001', 'a0000000-0000-4000-8000-000800000001', 'a0000000-0000-4000-8000-000700000001', 'ARO-name', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-001200000002'),
    ('b0000000-0000-4000-8000-004500000001', 'b0000000-0000-4000-8000-000800000001', 'b0000000-0000-4000-8000-000700000001', 'BSH-name', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-001200000002');

INSERT INTO clinical.referrals (id, encounter_id, from_department_id, to_department_id, reason) VALUES
    ('a0000000-0000-4000-8000-004600000001', 'a0000000-0000-4000-8000-000800000001', 'a0000000-0000-4000-8000-000400000001', 'a0000000-0000-4000-8000-000400000001', 'ARO-reason'),
    ('b0000000-0000-4000-8000-004600000001', 'b0000000-0000-4000-8000-000800000001', 'b0000000-0000-4000-8000-000400000001', 'b0000000-0000-4000-8000-000400000001', 'BSH-reason');

INSERT INTO clinical.snomed_concepts (concept_id, fsn, preferred_term) VALUES
    (1, 'ALL-fsn', 'ALL-preferredterm');

INSERT INTO clinical.tmp_patients_bak_2023 (id, tenant_id, mrn, bak_id) VALUES
    ('a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000100000001', 'ARO/OLD/1', 1),
    ('b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000100000001', 'BSH/OLD/1', 2);

INSERT INTO clinical.vaccine_master (code, name, doses, min_age, gap, uip_schedule) VALUES
    ('ALL-code', 'ALL-name', 2, '6 weeks', '4 weeks', true);

INSERT INTO core.pincodes (pin, office_name, district, state_id) VALUES
    ('411001', 'ALL-officename', 'ALL-district', '1');

INSERT INTO emergency.ambulances (facility_id, vehicle_no) VALUES
    ('a0000000-0000-4000-8000-000300000001', 'MH12ARO1234'),
    ('b0000000-0000-4000-8000-000300000001', 'MH12BSH1234');

INSERT INTO emergency.triage_assessments (visit_id, level, nurse_id) VALUES
    ((SELECT id FROM emergency.visits WHERE encounter_id = 'a0000000-0000-4000-8000-000800000003'), '1', 'a0000000-0000-4000-8000-000600000001'),
    ((SELECT id FROM emergency.visits WHERE encounter_id = 'b0000000-0000-4000-8000-000800000003'), '1', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO hr.attendance (employee_id, work_date) VALUES
    ('a0000000-0000-4000-8000-000600000001', '2025-12-05'),
    ('b0000000-0000-4000-8000-000600000001', '2025-12-05');

INSERT INTO hr.leave_requests (id, employee_id, leave_type, period, approver_id) VALUES
    ('a0000000-0000-4000-8000-007700000001', 'a0000000-0000-4000-8000-000600000001', 'CL', '[2025-12-05,2025-12-06)', 'a0000000-0000-4000-8000-000600000001'),
    ('b0000000-0000-4000-8000-007700000001', 'b0000000-0000-4000-8000-000600000001', 'CL', '[2025-12-05,2025-12-06)', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO hr.payroll_runs (id, organization_id, period_month) VALUES
    ('a0000000-0000-4000-8000-007800000001', 'a0000000-0000-4000-8000-000200000001', '2025-12-01'),
    ('b0000000-0000-4000-8000-007800000001', 'b0000000-0000-4000-8000-000200000001', '2025-12-01');

INSERT INTO hr.payslips (id, payroll_run_id, employee_id, basic, gross) VALUES
    ('a0000000-0000-4000-8000-007900000001', 'a0000000-0000-4000-8000-007800000001', 'a0000000-0000-4000-8000-000600000001', 1, 1),
    ('b0000000-0000-4000-8000-007900000001', 'b0000000-0000-4000-8000-007800000001', 'b0000000-0000-4000-8000-000600000001', 1, 1);

INSERT INTO hr.shift_assignments (employee_id, duty_date, shift_id, ward_id) VALUES
    ('a0000000-0000-4000-8000-000600000001', '2025-12-05', '1', 'a0000000-0000-4000-8000-002300000001'),
    ('b0000000-0000-4000-8000-000600000001', '2025-12-05', '1', 'b0000000-0000-4000-8000-002300000001');

INSERT INTO inpatient.discharge_summaries (admission_id, prepared_by, approved_by) VALUES
    ('a0000000-0000-4000-8000-002500000001', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-000600000001'),
    ('b0000000-0000-4000-8000-002500000001', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO inpatient.medication_administration (admission_id, prescription_id, line_no, due_at, given_by, batch_id) VALUES
    ('a0000000-0000-4000-8000-002500000001', 'a0000000-0000-4000-8000-001100000001', '1', '2025-12-05 10:00+05:30', 'a0000000-0000-4000-8000-000600000001', '1'),
    ('b0000000-0000-4000-8000-002500000001', 'b0000000-0000-4000-8000-001100000001', '1', '2025-12-05 10:00+05:30', 'b0000000-0000-4000-8000-000600000001', '2');

INSERT INTO inpatient.nursing_notes (admission_id, shift_id, nurse_id, note) VALUES
    ('a0000000-0000-4000-8000-002500000001', '1', 'a0000000-0000-4000-8000-000600000001', 'ARO-note'),
    ('b0000000-0000-4000-8000-002500000001', '1', 'b0000000-0000-4000-8000-000600000001', 'BSH-note');

INSERT INTO inpatient.operation_theatres (id, facility_id, code, name) VALUES
    (1, 'a0000000-0000-4000-8000-000300000001', 'ARO-code', 'ARO-name'),
    (2, 'b0000000-0000-4000-8000-000300000001', 'BSH-code', 'BSH-name');

INSERT INTO inpatient.ot_bookings (id, tenant_id, theatre_id, admission_id, patient_id, surgeon_id, anaesthetist_id, procedure_name, slot) VALUES
    ('a0000000-0000-4000-8000-008900000001', 'a0000000-0000-4000-8000-000100000001', '1', 'a0000000-0000-4000-8000-002500000001', 'a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-000600000001', 'ARO-procedurename', '["2025-12-05 10:00+05:30","2025-12-05 11:00+05:30")'),
    ('b0000000-0000-4000-8000-008900000001', 'b0000000-0000-4000-8000-000100000001', '2', 'b0000000-0000-4000-8000-002500000001', 'b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-000600000001', 'BSH-procedurename', '["2025-12-05 10:00+05:30","2025-12-05 11:00+05:30")');

INSERT INTO inpatient.transfers (id, admission_id, from_bed_id, to_bed_id, handover_by, received_by) VALUES
    ('a0000000-0000-4000-8000-009100000001', 'a0000000-0000-4000-8000-002500000001', 'a0000000-0000-4000-8000-002400000001', 'a0000000-0000-4000-8000-002400000002', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-000600000001'),
    ('b0000000-0000-4000-8000-009100000001', 'b0000000-0000-4000-8000-002500000001', 'b0000000-0000-4000-8000-002400000001', 'b0000000-0000-4000-8000-002400000002', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO insurance.claim_documents (claim_id, document_id, doc_category) VALUES
    ((SELECT id FROM insurance.claims WHERE claim_no = 'ARO-CL1'), 'a0000000-0000-4000-8000-001200000001', 'ARO-doccategory'),
    ((SELECT id FROM insurance.claims WHERE claim_no = 'BSH-CL1'), 'b0000000-0000-4000-8000-001200000001', 'BSH-doccategory');

INSERT INTO insurance.claim_status_history (claim_id, to_status) VALUES
    ((SELECT id FROM insurance.claims WHERE claim_no = 'ARO-CL1'), 'DRAFT'),
    ((SELECT id FROM insurance.claims WHERE claim_no = 'BSH-CL1'), 'DRAFT');

INSERT INTO insurance.pmjay_packages (package_code, procedure_code, speciality, name, rate) VALUES
    ('ALL-packagec', 'ALL-procedur', 'ALL-speciality', 'ALL-name', 1);

INSERT INTO insurance.preauth_requests (id, tenant_id, preauth_no, policy_id, admission_id, package_code, procedure_code, package_version, requested_amount) VALUES
    ('a0000000-0000-4000-8000-009900000001', 'a0000000-0000-4000-8000-000100000001', 'ARO-preauthno', 'a0000000-0000-4000-8000-002800000001', 'a0000000-0000-4000-8000-002500000001', 'ALL-packagec', 'ALL-procedur', 'HBP2022', 1),
    ('b0000000-0000-4000-8000-009900000001', 'b0000000-0000-4000-8000-000100000001', 'BSH-preauthno', 'b0000000-0000-4000-8000-002800000001', 'b0000000-0000-4000-8000-002500000001', 'ALL-packagec', 'ALL-procedur', 'HBP2022', 1);

INSERT INTO insurance.tpas (id, code, name) VALUES
    ('a0000000-0000-4000-8000-010000000001', 'ARO-code', 'ARO-name'),
    ('b0000000-0000-4000-8000-010000000001', 'BSH-code', 'BSH-name');

INSERT INTO inventory.assets (id, asset_tag, name, facility_id, department_id) VALUES
    ('a0000000-0000-4000-8000-010100000001', 'ARO-assettag', 'ARO-name', 'a0000000-0000-4000-8000-000300000001', 'a0000000-0000-4000-8000-000400000001'),
    ('b0000000-0000-4000-8000-010100000001', 'BSH-assettag', 'BSH-name', 'b0000000-0000-4000-8000-000300000001', 'b0000000-0000-4000-8000-000400000001');

INSERT INTO inventory.item_categories (name) VALUES
    ('ARO-name'),
    ('BSH-name');

INSERT INTO inventory.items (id, tenant_id, code, name, category_id, drug_id, gst_slab_id) VALUES
    ('a0000000-0000-4000-8000-010600000001', 'a0000000-0000-4000-8000-000100000001', 'ARO-code', 'ARO-name', '1', '1', '1'),
    ('b0000000-0000-4000-8000-010600000001', 'b0000000-0000-4000-8000-000100000001', 'BSH-code', 'BSH-name', '2', '1', '1');

INSERT INTO inventory.purchase_orders (id, tenant_id, po_no, supplier_id, facility_id, approved_by) VALUES
    ('a0000000-0000-4000-8000-010800000001', 'a0000000-0000-4000-8000-000100000001', 'ARO-pono', (SELECT id FROM inventory.suppliers WHERE gstin = '27AAPFU0939F1ZV'), 'a0000000-0000-4000-8000-000300000001', 'a0000000-0000-4000-8000-000500000001'),
    ('b0000000-0000-4000-8000-010800000001', 'b0000000-0000-4000-8000-000100000001', 'BSH-pono', (SELECT id FROM inventory.suppliers WHERE gstin = '09AAACB1234C1Z5'), 'b0000000-0000-4000-8000-000300000001', 'b0000000-0000-4000-8000-000500000001');

INSERT INTO laboratory.analyzers (id, hospital_id, asset_id, name) VALUES
    ('a0000000-0000-4000-8000-011100000001', 'a0000000-0000-4000-8000-000100000001', 'a0000000-0000-4000-8000-010100000001', 'ARO-name'),
    ('b0000000-0000-4000-8000-011100000001', 'b0000000-0000-4000-8000-000100000001', 'b0000000-0000-4000-8000-010100000001', 'BSH-name');

INSERT INTO laboratory.panel_tests (panel_id, test_id) VALUES
    ('2', 1),
    ('3', 1);

INSERT INTO laboratory.qc_materials (name, lot_no, level, expires_on, targets) VALUES
    ('ARO-name', 'ARO-lotno', 1, '2025-12-05', '{"of": "ARO"}'),
    ('BSH-name', 'BSH-lotno', 1, '2025-12-05', '{"of": "BSH"}');

INSERT INTO laboratory.qc_runs (analyzer_id, material_id, test_id, value, mean, sd) VALUES
    ('a0000000-0000-4000-8000-011100000001', '1', '2', 1, 1, 1),
    ('b0000000-0000-4000-8000-011100000001', '2', '3', 1, 1, 1);

INSERT INTO pharmacy.formulary (facility_id, drug_id) VALUES
    ('a0000000-0000-4000-8000-000300000001', '1'),
    ('b0000000-0000-4000-8000-000300000001', '1');

INSERT INTO pharmacy.narcotic_register (store_id, drug_id, txn, qty, balance, patient_id, witness_1, witness_2) VALUES
    ('1', '1', 'I', 1, 1, 'a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-000600000002'),
    ('2', '1', 'I', 1, 1, 'b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-000600000002');

INSERT INTO pharmacy.price_revisions (drug_id, new_mrp, notification_no, effective_from) VALUES
    ('1', 1, 'ARO-notification', '2025-12-05'),
    ('1', 1, 'BSH-notification', '2025-12-05');

INSERT INTO pharmacy.returns (id, dispense_id, line_no, qty, refund_id) VALUES
    ('a0000000-0000-4000-8000-013000000001', 'a0000000-0000-4000-8000-002200000001', '1', 1, 'a0000000-0000-4000-8000-002400000001'),
    ('b0000000-0000-4000-8000-013000000001', 'b0000000-0000-4000-8000-002200000001', '1', 1, 'b0000000-0000-4000-8000-002400000001');

INSERT INTO radiology.modalities (code, name) VALUES
    ('ALL-', 'ALL-name');

INSERT INTO radiology.procedure_master (modality, code, name, loinc_num, service_id) VALUES
    ('ALL-', 'ARO-code', 'ARO-name', '2339-0', 'a0000000-0000-4000-8000-001300000001'),
    ('ALL-', 'BSH-code', 'BSH-name', '2339-0', 'b0000000-0000-4000-8000-001300000001');

INSERT INTO radiology.report_templates (procedure_id, name, owner_id) VALUES
    ('1', 'ARO-name', 'a0000000-0000-4000-8000-000600000001'),
    ('2', 'BSH-name', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO radiology.studies (id, study_instance_uid, patient_id, modality) VALUES
    ('a0000000-0000-4000-8000-014000000001', '1.2.840.1', 'a0000000-0000-4000-8000-000700000001', 'ALL-'),
    ('b0000000-0000-4000-8000-014000000001', '1.2.840.2', 'b0000000-0000-4000-8000-000700000001', 'ALL-');

INSERT INTO scheduling.holidays (facility_id, on_date, name) VALUES
    ('a0000000-0000-4000-8000-000300000001', '2025-12-05', 'ARO-name'),
    ('b0000000-0000-4000-8000-000300000001', '2025-12-05', 'BSH-name');

INSERT INTO scheduling.slot_templates (department_id, name, pattern) VALUES
    ('a0000000-0000-4000-8000-000400000001', 'ARO-name', '{"of": "ARO"}'),
    ('b0000000-0000-4000-8000-000400000001', 'BSH-name', '{"of": "BSH"}');

INSERT INTO scheduling.slots (roster_id, doctor_id, start, "end") VALUES
    ('a0000000-0000-4000-8000-002600000001', 'a0000000-0000-4000-8000-000600000001', '2025-12-05 10:00+05:30', '2025-12-05 10:15+05:30'),
    ('b0000000-0000-4000-8000-002600000001', 'b0000000-0000-4000-8000-000600000001', '2025-12-05 10:00+05:30', '2025-12-05 10:15+05:30');

INSERT INTO scheduling.waitlist (patient_id, doctor_id, department_id, fulfilled_by) VALUES
    ('a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-000400000001', 'a0000000-0000-4000-8000-002700000001'),
    ('b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-000400000001', 'b0000000-0000-4000-8000-002700000001');

INSERT INTO clinical.immunizations (id, patient_id, vaccine_id, dose_no, given_on, given_by) VALUES
    ('a0000000-0000-4000-8000-003800000001', 'a0000000-0000-4000-8000-000700000001', '1', 1, '2025-12-05', 'a0000000-0000-4000-8000-000600000001'),
    ('b0000000-0000-4000-8000-003800000001', 'b0000000-0000-4000-8000-000700000001', '1', 1, '2025-12-05', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO emergency.ambulance_trips (id, ambulance_id, visit_id, pickup) VALUES
    ('a0000000-0000-4000-8000-006700000001', '1', (SELECT id FROM emergency.visits WHERE encounter_id = 'a0000000-0000-4000-8000-000800000003'), 'ARO-pickup'),
    ('b0000000-0000-4000-8000-006700000001', '2', (SELECT id FROM emergency.visits WHERE encounter_id = 'b0000000-0000-4000-8000-000800000003'), 'BSH-pickup');

INSERT INTO inventory.goods_receipts (id, grn_no, po_id, received_by) VALUES
    ('a0000000-0000-4000-8000-010300000001', 'ARO-grnno', 'a0000000-0000-4000-8000-010800000001', 'a0000000-0000-4000-8000-000500000001'),
    ('b0000000-0000-4000-8000-010300000001', 'BSH-grnno', 'b0000000-0000-4000-8000-010800000001', 'b0000000-0000-4000-8000-000500000001');

INSERT INTO inventory.item_batches (item_id, batch_no) VALUES
    ('a0000000-0000-4000-8000-010600000001', 'ARO-batchno'),
    ('b0000000-0000-4000-8000-010600000001', 'BSH-batchno');

INSERT INTO inventory.purchase_order_lines (po_id, line_no, item_id, qty, rate) VALUES
    ('a0000000-0000-4000-8000-010800000001', 1, 'a0000000-0000-4000-8000-010600000001', 1, 1),
    ('b0000000-0000-4000-8000-010800000001', 1, 'b0000000-0000-4000-8000-010600000001', 1, 1);

INSERT INTO inventory.stock_ledger (item_id, batch_id, store_code, txn_type, qty) VALUES
    ('a0000000-0000-4000-8000-010600000001', '1', 'ARO-storecode', 'OPENING', 1),
    ('b0000000-0000-4000-8000-010600000001', '2', 'BSH-storecode', 'OPENING', 1);

INSERT INTO radiology.equipment (id, hospital_id, facility_id, modality, name, ae_title) VALUES
    ('a0000000-0000-4000-8000-013300000001', 'a0000000-0000-4000-8000-000100000001', 'a0000000-0000-4000-8000-000300000001', 'ALL-', 'ARO-name', 'ARO_CT1'),
    ('b0000000-0000-4000-8000-013300000001', 'b0000000-0000-4000-8000-000100000001', 'b0000000-0000-4000-8000-000300000001', 'ALL-', 'BSH-name', 'BSH_CT1');

INSERT INTO radiology.orders (id, tenant_id, patient_id, encounter_id, procedure_id, ordered_by, equipment_id) VALUES
    ('a0000000-0000-4000-8000-013500000001', 'a0000000-0000-4000-8000-000100000001', 'a0000000-0000-4000-8000-000700000001', 'a0000000-0000-4000-8000-000800000001', '1', 'a0000000-0000-4000-8000-000600000001', 'a0000000-0000-4000-8000-013300000001'),
    ('b0000000-0000-4000-8000-013500000001', 'b0000000-0000-4000-8000-000100000001', 'b0000000-0000-4000-8000-000700000001', 'b0000000-0000-4000-8000-000800000001', '2', 'b0000000-0000-4000-8000-000600000001', 'b0000000-0000-4000-8000-013300000001');

INSERT INTO radiology.reports (id, study_id, radiologist_id) VALUES
    ('a0000000-0000-4000-8000-013800000001', 'a0000000-0000-4000-8000-014000000001', 'a0000000-0000-4000-8000-000600000001'),
    ('b0000000-0000-4000-8000-013800000001', 'b0000000-0000-4000-8000-014000000001', 'b0000000-0000-4000-8000-000600000001');

INSERT INTO radiology.series (series_instance_uid, study_id) VALUES
    ('ARO-seriesinstanceuid', 'a0000000-0000-4000-8000-014000000001'),
    ('BSH-seriesinstanceuid', 'b0000000-0000-4000-8000-014000000001');

INSERT INTO inventory.goods_receipt_lines (grn_id, po_id, po_line_no, batch_id, qty) VALUES
    ('a0000000-0000-4000-8000-010300000001', 'a0000000-0000-4000-8000-010800000001', '1', '1', 1),
    ('b0000000-0000-4000-8000-010300000001', 'b0000000-0000-4000-8000-010800000001', '1', '2', 1);

INSERT INTO abdm.fhir_bundles (tenant_id, bundle_type, care_context_id, resource) VALUES
    ('b0000000-0000-4000-8000-000100000001', 'OPConsultation', 'b0000000-0000-4000-8000-001600000001', '{"resourceType": "Bundle", "type": "document", "meta": {"profile": ["https://nrces.in/ndhm/fhir/r4/StructureDefinition/DocumentBundle"]}}');

INSERT INTO laboratory.reference_ranges (test_id, gender, normal, critical_low, critical_high) VALUES
    (3, NULL, '[70,140]', 50, 400);

-- Rows for all that only a row of B refers to, each by one foreign key with an action: what happens to the one happens to the
-- other.
INSERT INTO pharmacy.drug_master (id, generic_name, strength, form, hsn_code) VALUES
    (4, 'Ibuprofen', '400 mg', 'Tablet', '3004'),
    (5, 'Amoxicillin', '500 mg', 'Capsule', '3004');

INSERT INTO clinical.allergies (patient_id, allergen_type, allergen, drug_id, severity) VALUES
    ('b0000000-0000-4000-8000-000700000001', 'DRUG', 'Ibuprofen', 4, 'severe');

INSERT INTO pharmacy.price_revisions (drug_id, new_mrp, notification_no, effective_from) VALUES
    (5, 1, 'BSH-notification', '2025-12-06');

INSERT INTO insurance.insurers (id, code, name) VALUES
    ('c0000000-0000-4000-8000-009000000003', 'SHI', 'Star Health');

INSERT INTO billing.tariffs (id, tenant_id, name, payer_id) VALUES
    (3, 'b0000000-0000-4000-8000-000100000001', 'Star Health', 'c0000000-0000-4000-8000-009000000003');

INSERT INTO insurance.pmjay_packages (package_code, procedure_code, speciality, name, rate) VALUES
    ('ALL-package2', 'ALL-procedu2', 'ALL-speciality', 'ALL-name', 1);

INSERT INTO insurance.preauth_requests (id, tenant_id, preauth_no, policy_id, admission_id, package_code, procedure_code, package_version, requested_amount) VALUES
    ('b0000000-0000-4000-8000-009900000002', 'b0000000-0000-4000-8000-000100000001', 'BSH-preauthno2', 'b0000000-0000-4000-8000-002800000001', 'b0000000-0000-4000-8000-002500000001', 'ALL-package2', 'ALL-procedu2', 'HBP2022', 1);

INSERT INTO core.permissions (code, module) VALUES
    ('ward:visit', 'inpatient');

INSERT INTO core.role_permissions (role_id, permission_id) SELECT r.id, p.id FROM core.roles r, core.permissions p WHERE r.code = 'BSH-MATRON' AND p.code = 'ward:visit';

-- Keys that may be empty: whether a tenant can ask for another's values shows only where there are some.
UPDATE abdm.consent_requests SET consent_request_id = gateway_request_id;
UPDATE abdm.hip_facilities SET hiu_id = hip_id;
UPDATE abdm.hiu_data_requests SET transaction_id = id;
UPDATE billing.payments SET gateway = 'RAZORPAY', gateway_response = jsonb_build_object('txn_id', receipt_no);
UPDATE core.users SET hpr_id = upper(left(username::text, 9));
UPDATE laboratory.analyzers SET serial_no = left(name, 3);

SELECT setval('laboratory.test_master_id_seq', (SELECT max(id) FROM laboratory.test_master));
COMMIT;
