ALTER TABLE clinic.hospital ADD CONSTRAINT hospital_name_check CHECK (name <> ''), ADD phone text; ALTER TABLE clinic.hospital ALTER name SET DEFAULT 'New';
