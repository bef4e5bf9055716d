-- A temporary domain named like a built-in type: a routine that runs as its owner and finds it runs the CHECK as its owner too.
SELECT core.user_has_permission(:'user', 'patient:read');
SELECT core.next_number('UHID');
CALL clinical.merge_patients(:'patient', :'other', 'the same');
SELECT count(*) FROM clinical.patients;
SELECT count(*) FROM clinical.v_patient_summary;
