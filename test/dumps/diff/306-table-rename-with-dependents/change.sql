-- flags: r
ALTER TABLE clinic.visit RENAME TO encounter; ALTER TABLE clinic.encounter ALTER at SET DEFAULT now();
