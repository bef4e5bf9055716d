-- The action of a foreign key runs the triggers of the table that it changes as the owner of that table.
UPDATE scheduling.appointments SET slot_id = (SELECT min(id) FROM scheduling.slots);
DELETE FROM scheduling.slots RETURNING 'slot deleted';
DELETE FROM clinical.encounters;
DELETE FROM billing.invoices;
UPDATE core.departments SET id = pg_catalog.gen_random_uuid();
