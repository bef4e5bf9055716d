-- An exclusion constraint answers before foreign keys do, and without policies: when is theatre 7002 of another tenant booked,
-- and which ranges has it for a test that is the same for all?
INSERT INTO inpatient.ot_bookings (theatre_id, patient_id, surgeon_id, procedure_name, slot)
  VALUES (7002, pg_catalog.gen_random_uuid(), pg_catalog.gen_random_uuid(), 'x', :'slot');
INSERT INTO laboratory.reference_ranges (id, test_id, gender, normal) VALUES (7001, 7077, :'gender', '[13,17)') RETURNING 'inserted';
