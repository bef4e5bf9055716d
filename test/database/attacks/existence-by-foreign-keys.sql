-- Of the two foreign keys over a column, the one that answers tells whether another tenant has the row.
UPDATE abdm.hip_link_requests SET care_context_id = :'context';
INSERT INTO abdm.hip_link_requests (request_id, patient_ref, care_context_id) VALUES (pg_catalog.gen_random_uuid(), 'P', :'context');
UPDATE scheduling.appointments SET patient_id = :'stranger';
