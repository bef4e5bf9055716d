-- The roles that the dumps here name. Roles belong to a cluster, not to a database; safe to run again.
-- Event triggers, foreign data wrappers and subscriptions can only be owned by a superuser: postgres and hims_admin are.
DO $roles$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['postgres', 'hims_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I SUPERUSER', name);
        END IF;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['hims_app', 'hims_readonly', 'ks_owner', 'ks_app', 'ks_reader', 'ks_nurse', 'ks_doctor', 'ks Front Desk'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
    END LOOP;
END
$roles$;
