-- flags: r
ALTER TABLE clinic.patient RENAME notes TO remarks; CREATE INDEX patient_remarks_idx ON clinic.patient (remarks);
