-- flags: v
ALTER TABLE clinic.hospital ADD city text; UPDATE clinic.hospital SET city = 'Pune'; ALTER TABLE clinic.hospital ALTER city SET NOT NULL;
