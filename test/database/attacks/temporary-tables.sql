-- A temporary table in the place of the one that a routine means, with a trigger: it fires as the routine's owner.
SELECT core.next_number('UHID');
SELECT core.user_has_permission(:'user', 'patient:read');
CALL clinical.merge_patients(:'patient', :'other', 'the same');
