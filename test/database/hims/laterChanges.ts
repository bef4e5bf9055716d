/** What people change in a database after the baseline, and what the self-check says of it. */

/** `caught`: an error; `warned`: a warning, and no error; `fine`: neither. */
export type Verdict = 'caught' | 'warned' | 'fine';

export interface Change {
  readonly what: string;
  readonly sql: string;
  readonly verdict: Verdict;
  /** What the message has to name. */
  readonly says?: RegExp;
  /** Where a plain owner does it, to whom nothing is open by it that policies do not bind. */
  readonly byPlainOwner?: Verdict;
  /** Where the tables are a plain owner's, whoever does it. */
  readonly ofPlainOwner?: Verdict;
  /** Only a superuser can do it. */
  readonly superuser?: true;
}

const caught = (what: string, sql: string, says: RegExp, more: Partial<Change> = {}): Change => ({
  what,
  sql,
  verdict: 'caught',
  says,
  ...more,
});
const fine = (what: string, sql: string, more: Partial<Change> = {}): Change => ({
  what,
  sql,
  verdict: 'fine',
  ...more,
});
const warned = (what: string, sql: string, says: RegExp, more: Partial<Change> = {}): Change => ({
  what,
  sql,
  verdict: 'warned',
  says,
  ...more,
});

const SUPERUSER = { superuser: true } as const;

/** All that the baseline would have made of a table. */
const closed = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY baseline_tenant_isolation ON ${table} AS RESTRICTIVE
    USING (tenant_id = (SELECT core.current_tenant_id())) WITH CHECK (tenant_id = (SELECT core.current_tenant_id()));
  CREATE POLICY baseline_tenant_owner ON ${table} TO CURRENT_USER USING (true) WITH CHECK (true);`;

const partition = (name: string): string => `
  CREATE TABLE ${name} (LIKE audit.audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
  ALTER TABLE audit.audit_log ATTACH PARTITION ${name} FOR VALUES FROM ('2037-01-01') TO ('2037-02-01');`;

const tables: readonly Change[] = [
  caught(
    'a table in a schema of the design',
    'CREATE TABLE clinical.later (id int, tenant_id uuid);',
    /^clinical\.later: row-level/m,
  ),
  caught(
    'a table in public',
    'CREATE TABLE public.later (id int, tenant_id uuid); GRANT SELECT ON public.later TO hims_app;',
    /^public\.later: row-level security is not enabled/m,
  ),
  caught(
    'a table in a schema that came later',
    `CREATE SCHEMA later; CREATE TABLE later.later (id int, tenant_id uuid);
    GRANT USAGE ON SCHEMA later TO hims_app; GRANT ALL ON later.later TO hims_app;`,
    /^later\.later: row-level security is not enabled/m,
  ),
  caught(
    'one column of a table, granted to everybody',
    'CREATE SCHEMA later; CREATE TABLE later.later (id int); GRANT SELECT (id) ON later.later TO PUBLIC;',
    /^later\.later: row-level security is not enabled/m,
  ),
  fine(
    'a table of another tool, which the application may not use',
    'CREATE SCHEMA later; CREATE TABLE later.jobs (id int);',
  ),
  fine(
    'a temporary table',
    'CREATE TEMP TABLE later (id int, tenant_id uuid); GRANT SELECT ON pg_temp.later TO hims_app;',
  ),
  fine(
    'a table that is closed like the others',
    `CREATE TABLE clinical.later (id int, tenant_id uuid NOT NULL); ${closed('clinical.later')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON clinical.later TO hims_app;`,
  ),
  caught(
    'a table that is closed, and that the application may truncate',
    `CREATE TABLE clinical.later (id int, tenant_id uuid NOT NULL); ${closed('clinical.later')} GRANT ALL ON clinical.later TO hims_app;`,
    /^clinical\.later: .*TRUNCATE/m,
  ),
  caught(
    'a table that has the name of a migration tool’s, and other columns',
    'CREATE TABLE clinical.schema_version (id int, tenant_id uuid, secret text); GRANT SELECT ON clinical.schema_version TO hims_app;',
    /^clinical\.schema_version: /m,
  ),
  fine(
    'the history of a migration tool',
    `CREATE TABLE public.flyway_schema_history (installed_rank int, version text, description text, type text, script text, checksum int,
      installed_by text, installed_on timestamp, execution_time int, success boolean); GRANT SELECT ON public.flyway_schema_history TO hims_app;`,
  ),
  caught(
    'a table for all that another took the place of',
    `DROP TABLE core.system_settings CASCADE; CREATE TABLE core.system_settings (id int, tenant_id uuid, value text);
    GRANT ALL ON core.system_settings TO hims_app;`,
    /^core\.system_settings: is exempt/m,
  ),
  caught(
    'a table for all that refers to tenants by now',
    'ALTER TABLE core.countries ADD hospital uuid REFERENCES core.tenants;',
    /^core\.countries: is exempt/m,
  ),
  caught(
    'a policy that is gone',
    'DROP POLICY baseline_tenant_isolation ON clinical.patients;',
    /^clinical\.patients: the policy/m,
  ),
  caught(
    'a policy for SELECT alone',
    `DROP POLICY baseline_tenant_isolation ON clinical.patients;
    CREATE POLICY baseline_tenant_isolation ON clinical.patients AS RESTRICTIVE FOR SELECT
      USING (tenant_id = (SELECT core.current_tenant_id()));`,
    /^clinical\.patients: the policy/m,
  ),
  caught(
    'rows for all that tenants may write',
    'DROP POLICY baseline_shared_update ON core.roles;',
    /^core\.roles: tenants may write/m,
  ),
  caught(
    'a table whose owner no policy names',
    'DROP POLICY baseline_tenant_owner ON clinical.patients;',
    /^clinical\.patients: neither the policy baseline_tenant_access nor baseline_tenant_owner permits/m,
  ),
  caught(
    'a table that lets everybody in no longer, nor its owner',
    'DROP POLICY baseline_tenant_access ON clinical.allergies;',
    /^clinical\.allergies: neither the policy baseline_tenant_access/m,
  ),
  caught(
    'a policy that lets everybody in to some rows only',
    'ALTER POLICY baseline_tenant_access ON clinical.allergies USING (id IS NOT NULL);',
    /^clinical\.allergies: neither the policy baseline_tenant_access/m,
  ),
  fine(
    'a policy for the owner instead of the one for everybody',
    `DROP POLICY baseline_tenant_access ON clinical.allergies;
    DO $$BEGIN
      EXECUTE format('CREATE POLICY baseline_tenant_owner ON clinical.allergies TO %I USING (true) WITH CHECK (true)',
        (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'clinical.allergies'::regclass));
    END$$;`,
  ),
  fine(
    'a policy for a former owner beside the one for everybody',
    'CREATE POLICY baseline_tenant_owner ON clinical.allergies TO hims_readonly USING (true) WITH CHECK (true);',
  ),
  caught(
    'a policy for the owner that names the application',
    'ALTER POLICY baseline_tenant_owner ON clinical.patients TO hims_app;',
    /^clinical\.patients: neither the policy baseline_tenant_access nor baseline_tenant_owner permits/m,
  ),
  caught(
    'a policy for the owner that names everybody',
    'ALTER POLICY baseline_tenant_owner ON clinical.patients TO PUBLIC;',
    /^clinical\.patients: neither the policy baseline_tenant_access nor baseline_tenant_owner permits/m,
  ),
];

const children: readonly Change[] = [
  warned(
    'a partition that a function of the dump adds',
    `SELECT audit.create_month_partition('2037-01-01') \\g /dev/null`,
    /^audit\.audit_log_2037_01: row-level security is not enabled/m,
  ),
  fine(
    'a partition that is detached',
    'ALTER TABLE clinical.vital_signs DETACH PARTITION clinical.vital_signs_p1;',
  ),
  warned('a partition in another schema', partition('public.later'), /^public\.later: row-level security/m),
  caught(
    'a partition that the application may read',
    `${partition('audit.later')} GRANT SELECT ON audit.later TO hims_app;`,
    /^audit\.later: row-level security/m,
  ),
  caught(
    'a partition in public that the application may read',
    `${partition('public.later')} GRANT SELECT ON public.later TO hims_app;`,
    /^public\.later: row-level security/m,
  ),
  caught(
    'a child in public',
    'CREATE TABLE public.later () INHERITS (clinical.documents); GRANT SELECT ON public.later TO hims_app;',
    /^public\.later: row-level security/m,
  ),
  caught(
    'a foreign table',
    `CREATE FOREIGN TABLE clinical.later (id int, tenant_id uuid) SERVER pmjay_files OPTIONS (filename '/dev/null');
    GRANT SELECT ON clinical.later TO hims_app;`,
    /^clinical\.later: .*hims_app has .*SELECT/m,
    SUPERUSER,
  ),
  fine(
    'a foreign table as a partition',
    `CREATE TABLE audit.later (at date, tenant_id uuid NOT NULL) PARTITION BY RANGE (at); ${closed('audit.later')}
    CREATE FOREIGN TABLE audit.later_old PARTITION OF audit.later DEFAULT SERVER pmjay_files OPTIONS (filename '/dev/null');`,
    SUPERUSER,
  ),
];

const views: readonly Change[] = [
  caught(
    'a view in public',
    'CREATE VIEW public.later AS SELECT * FROM clinical.patients; GRANT SELECT ON public.later TO hims_app;',
    /^public\.later: shows what its owner/m,
  ),
  caught(
    'a view in a schema of the design',
    'CREATE VIEW clinical.later AS SELECT * FROM clinical.patients;',
    /^clinical\.later: shows/m,
  ),
  caught(
    'a view over an invoker’s view',
    `CREATE VIEW later WITH (security_invoker) AS SELECT * FROM clinical.patients; CREATE VIEW clinical.later AS SELECT id FROM public.later;`,
    /^clinical\.later: shows/m,
  ),
  caught(
    'a view that is named like a migration tool’s table',
    'CREATE VIEW clinical.schema_migrations AS SELECT * FROM clinical.patients;',
    /^clinical\.schema_migrations: /m,
  ),
  caught(
    'a view in the place of one that showed no rows of tenants',
    'DROP VIEW inventory.v_category_tree; CREATE VIEW inventory.v_category_tree AS SELECT id FROM clinical.patients;',
    /^inventory\.v_category_tree: shows/m,
  ),
  fine(
    'a view with security_invoker',
    'CREATE VIEW clinical.later WITH (security_invoker) AS SELECT * FROM clinical.patients;',
  ),
  fine(
    'a view with security_invoker = TrUe',
    `CREATE VIEW clinical.later WITH (security_invoker = 'TrUe') AS SELECT * FROM clinical.patients;`,
  ),
  fine(
    'a view with security_invoker = yes',
    'CREATE VIEW clinical.later WITH (check_option = local, security_invoker = yes) AS SELECT * FROM clinical.patients;',
  ),
  fine(
    'a view of the invoker over a materialized view',
    'CREATE VIEW clinical.later WITH (security_invoker = true) AS SELECT * FROM clinical.mv_disease_burden;',
  ),
  fine(
    'a view of what is the same for all',
    'CREATE VIEW core.later AS SELECT * FROM core.countries; GRANT SELECT ON core.later TO hims_app;',
  ),
  caught(
    'a view with security_invoker = 0',
    'CREATE VIEW clinical.later WITH (security_invoker = 0) AS SELECT * FROM clinical.patients;',
    /^clinical\.later: shows/m,
  ),
  caught(
    'a materialized view that views may read',
    `CREATE MATERIALIZED VIEW clinical.later AS SELECT * FROM clinical.patients; GRANT SELECT ON clinical.later TO baseline_view_owner;`,
    /^clinical\.later: .*baseline_view_owner has SELECT/m,
  ),
  caught(
    'a materialized view',
    'GRANT SELECT ON clinical.mv_disease_burden TO hims_app;',
    /^clinical\.mv_disease_burden: .*hims_app/m,
  ),
  caught(
    'a materialized view, for everybody',
    'GRANT SELECT ON clinical.mv_disease_burden TO PUBLIC;',
    /^clinical\.mv_disease_burden: .*PUBLIC/m,
  ),
  caught(
    'a materialized view, by another role',
    'CREATE ROLE later; GRANT later TO hims_app; GRANT SELECT ON clinical.mv_disease_burden TO later;',
    /^clinical\.mv_disease_burden: .*later has SELECT/m,
    SUPERUSER,
  ),
];

const roles: readonly Change[] = [
  caught(
    'an application role with BYPASSRLS',
    'ALTER ROLE hims_app BYPASSRLS;',
    /^hims_app: has BYPASSRLS \(ALTER ROLE hims_app NOBYPASSRLS\)/m,
    SUPERUSER,
  ),
  caught(
    'an application role that is a superuser',
    'ALTER ROLE hims_app SUPERUSER;',
    /^hims_app: is a superuser/m,
    SUPERUSER,
  ),
  caught(
    'an application role with CREATEROLE',
    'ALTER ROLE hims_app CREATEROLE;',
    /^hims_app: has CREATEROLE/m,
    SUPERUSER,
  ),
  caught(
    'a login of the application with BYPASSRLS',
    'CREATE ROLE later LOGIN BYPASSRLS IN ROLE hims_app;',
    /^later: has BYPASSRLS/m,
    SUPERUSER,
  ),
  caught(
    'a role that may read one column, with BYPASSRLS',
    'CREATE ROLE later BYPASSRLS; GRANT SELECT (id) ON clinical.patients TO later;',
    /^later: has BYPASSRLS/m,
    SUPERUSER,
  ),
  caught(
    'a role with BYPASSRLS, and a table for everybody',
    'CREATE ROLE later BYPASSRLS; GRANT SELECT ON clinical.patients TO PUBLIC;',
    /^later: has BYPASSRLS/m,
    SUPERUSER,
  ),
  caught(
    'a view owner with BYPASSRLS',
    'ALTER ROLE baseline_view_owner BYPASSRLS;',
    /^baseline_view_owner: has BYPASSRLS/m,
    SUPERUSER,
  ),
  caught(
    'a view owner that is a superuser',
    'ALTER ROLE baseline_view_owner SUPERUSER;',
    /^baseline_view_owner: is a superuser/m,
    SUPERUSER,
  ),
  caught(
    'a view owner who is a member of the owner',
    `DO $$ BEGIN IF EXISTS (SELECT FROM pg_auth_members WHERE roleid = 'baseline_view_owner'::regrole AND member = 'hims_owner'::regrole)
      THEN REVOKE baseline_view_owner FROM hims_owner; END IF; END $$;
    SELECT tableowner AS owner FROM pg_tables WHERE tablename = 'patients' \\gset
    GRANT :"owner" TO baseline_view_owner;`,
    /^baseline_view_owner: is a member of/m,
    SUPERUSER,
  ),
  caught(
    'a member of the view owner',
    'GRANT baseline_view_owner TO hims_app;',
    /^hims_app: is a member of baseline_view_owner/m,
    SUPERUSER,
  ),
  caught(
    'a member of the owner',
    'SELECT tableowner AS owner FROM pg_tables WHERE tablename = \'patients\' \\gset\nGRANT :"owner" TO hims_app;',
    /^hims_app: is a member of/m,
    SUPERUSER,
  ),
  caught(
    'a member of a member of the owner',
    'SELECT tableowner AS owner FROM pg_tables WHERE tablename = \'patients\' \\gset\nCREATE ROLE later; GRANT later TO hims_app; GRANT :"owner" TO later;',
    /^hims_app: is a member of/m,
    SUPERUSER,
  ),
  caught(
    'a member of pg_read_all_data',
    'GRANT pg_read_all_data TO hims_app;',
    /^hims_app: is a member of pg_read_all_data/m,
    SUPERUSER,
  ),
  caught(
    'a member of pg_execute_server_program',
    'GRANT pg_execute_server_program TO hims_readonly;',
    /^hims_readonly: is a member of pg_execute_server_program/m,
    SUPERUSER,
  ),
  caught(
    'an application role that owns a table',
    'ALTER TABLE clinical.patients OWNER TO hims_app;',
    /^hims_app: owns clinical\.patients/m,
    SUPERUSER,
  ),
  caught(
    'an application role that owns a table and the self-check',
    'ALTER TABLE clinical.patients OWNER TO hims_app; ALTER FUNCTION core.assert_tenant_isolation() OWNER TO hims_app;',
    /^hims_app: owns clinical\.patients/m,
    SUPERUSER,
  ),
  fine(
    'a login for backups',
    'CREATE ROLE later LOGIN BYPASSRLS; GRANT pg_read_all_data TO later;',
    SUPERUSER,
  ),
  fine('a login of the application', 'CREATE ROLE later LOGIN IN ROLE hims_app;', SUPERUSER),
  fine(
    'an administrator who may act as the owner',
    'SELECT tableowner AS owner FROM pg_tables WHERE tablename = \'patients\' \\gset\nCREATE ROLE later LOGIN SUPERUSER; GRANT :"owner" TO later;',
    SUPERUSER,
  ),
];

const privileges: readonly Change[] = [
  caught(
    'CREATE on a schema',
    'GRANT CREATE ON SCHEMA clinical TO hims_app;',
    /^clinical: hims_app can create/m,
  ),
  caught(
    'CREATE on a schema, for everybody',
    'GRANT CREATE ON SCHEMA public TO PUBLIC;',
    /^public: PUBLIC can create/m,
    SUPERUSER,
  ),
  caught(
    'TRUNCATE',
    'GRANT TRUNCATE ON clinical.patients TO hims_app;',
    /^clinical\.patients: .*hims_app has on it: TRUNCATE/m,
  ),
  caught(
    'TRIGGER and REFERENCES',
    'GRANT TRIGGER, REFERENCES ON clinical.patients TO hims_app;',
    /^clinical\.patients: .*REFERENCES, TRIGGER/m,
  ),
  caught(
    'REFERENCES on a column',
    'GRANT REFERENCES (id) ON clinical.patients TO hims_app;',
    /^clinical\.patients: .*REFERENCES/m,
  ),
  fine(
    'CREATE on a schema of the application’s own',
    'CREATE SCHEMA later; GRANT ALL ON SCHEMA later TO hims_app;',
  ),
];

const later = (more: string): string =>
  `CREATE TABLE clinical.later (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, patient_id uuid, country character(2), ${more});
  ${closed('clinical.later')}`;

const SINGLE = 'FOREIGN KEY (patient_id) REFERENCES clinical.patients (id)';

/** Keys that are made again, one after the other: the youngest answers last. */
const anew = (table: string, ...names: readonly string[]): string =>
  names
    .map(
      (
        name,
      ) => `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = '${table}'::regclass AND conname = '${name}' \\gset
    ALTER TABLE ${table} DROP CONSTRAINT ${name};
    ALTER TABLE ${table} ADD CONSTRAINT ${name} :definition;`,
    )
    .join('\n');

const keys: readonly Change[] = [
  caught(
    'a foreign key that compares no tenant',
    later(SINGLE),
    /^clinical\.later: its foreign key later_patient_id_fkey lets a row refer to another tenant/m,
  ),
  caught(
    'a foreign key beside one over other columns',
    later(
      `${SINGLE}, UNIQUE (tenant_id, id), previous uuid, FOREIGN KEY (tenant_id, previous) REFERENCES clinical.later (tenant_id, id)`,
    ),
    /^clinical\.later: its foreign key later_patient_id_fkey/m,
  ),
  fine(
    'a foreign key with one over the tenant beside it',
    later(
      `CONSTRAINT later__tenant_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES clinical.patients (tenant_id, id), ${SINGLE}`,
    ),
  ),
  caught(
    'keys that are not checked',
    'ALTER TABLE clinical.vital_signs DISABLE TRIGGER ALL;',
    /^clinical\.vital_signs: its foreign key/m,
    SUPERUSER,
  ),
  caught(
    'a foreign key over the tenant that is made anew, and answers last',
    anew('abdm.hip_link_requests', 'hip_link_requests__tenant_care_context_id_fkey'),
    /^abdm\.hip_link_requests: its foreign key hip_link_requests_care_context_id_fkey is checked before the one that includes tenant_id/m,
  ),
  fine(
    'both foreign keys made anew, in their order',
    anew(
      'abdm.hip_link_requests',
      'hip_link_requests__tenant_care_context_id_fkey',
      'hip_link_requests_care_context_id_fkey',
    ),
  ),
  caught(
    'a foreign key over the tenant whose name sorts last: after a restore it would answer last',
    'ALTER TABLE abdm.hip_link_requests RENAME CONSTRAINT hip_link_requests__tenant_care_context_id_fkey TO zz_context;',
    /^abdm\.hip_link_requests: its foreign key hip_link_requests_care_context_id_fkey is checked before/m,
  ),
  caught(
    'a foreign key over the tenant of a partitioned table that is made anew',
    anew('clinical.vital_signs', 'vital_signs__tenant_encounter_id_fkey'),
    /^clinical\.vital_signs: its foreign key vital_signs_encounter_id_fkey is checked before/m,
  ),
  caught(
    'a foreign key over the tenant that is made anew on one partition',
    `ALTER TABLE clinical.vital_signs DETACH PARTITION clinical.vital_signs_p1;
    ${anew('clinical.vital_signs_p1', 'vital_signs__tenant_encounter_id_fkey')}
    ALTER TABLE clinical.vital_signs ATTACH PARTITION clinical.vital_signs_p1 FOR VALUES WITH (modulus 4, remainder 1);`,
    /^clinical\.vital_signs_p1: its foreign key \S+ is checked before/m,
  ),
  fine('a foreign key to the tenants', later('FOREIGN KEY (tenant_id) REFERENCES core.tenants (id)')),
];

const definer = (options: string): string =>
  `CREATE FUNCTION clinical.later() RETURNS SETOF clinical.patients LANGUAGE sql ${options} AS 'SELECT * FROM clinical.patients';`;

const routines: readonly Change[] = [
  caught(
    'a routine with the rights of a superuser',
    `${definer('SECURITY DEFINER')} GRANT EXECUTE ON FUNCTION clinical.later TO hims_app;`,
    /^clinical\.later\(\): (?:PUBLIC|hims_app) can call it, and it runs as/m,
    { byPlainOwner: 'fine' },
  ),
  fine(
    'a routine that the application may not call',
    `${definer('SECURITY DEFINER')} REVOKE ALL ON FUNCTION clinical.later FROM PUBLIC, hims_app;`,
  ),
  fine('a routine with the rights of its caller', definer('SECURITY INVOKER')),
  fine(
    'a routine of a role that policies bind',
    `CREATE ROLE later; ${definer('SECURITY DEFINER')} ALTER FUNCTION clinical.later OWNER TO later;`,
    SUPERUSER,
  ),
  caught(
    'a rule with the rights of a superuser',
    'CREATE RULE later AS ON UPDATE TO clinical.allergies DO ALSO UPDATE clinical.patients SET first_name = NULL;',
    /^clinical\.allergies: its rule later reaches clinical\.patients/m,
    { byPlainOwner: 'fine', ofPlainOwner: 'fine' },
  ),
  fine(
    'a trigger with the rights of its owner',
    `CREATE FUNCTION clinical.later() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER later BEFORE UPDATE ON clinical.patients FOR EACH ROW EXECUTE FUNCTION clinical.later();`,
  ),
  caught(
    'a trigger whose routine an application role can replace',
    `CREATE FUNCTION clinical.later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER later BEFORE UPDATE ON clinical.patients FOR EACH ROW EXECUTE FUNCTION clinical.later();
    ALTER FUNCTION clinical.later OWNER TO hims_app;`,
    /^clinical\.later\(\): belongs to hims_app/m,
    SUPERUSER,
  ),
];

const replaced = (body: string): string =>
  `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$${body}$$;`;
/** As the design has it. */
const BODY = ` SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid `;

const kernel: readonly Change[] = [
  caught(
    'another body',
    replaced(`SELECT 'b0000000-0000-4000-8000-000000000002'::uuid`),
    /^core\.current_tenant_id\(\): has a different body.*re-create core\.assert_tenant_isolation\(\)/m,
  ),
  caught(
    'a body that is read when it is made',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
      RETURN 'b0000000-0000-4000-8000-000000000002'::uuid;`,
    /^core\.current_tenant_id\(\): has a different/m,
  ),
  caught(
    'another language',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$BEGIN RETURN NULL; END$$;`,
    /^core\.current_tenant_id\(\): has a different/m,
  ),
  caught(
    'a setting',
    `ALTER FUNCTION core.current_tenant_id() SET app.current_tenant = 'b0000000-0000-4000-8000-000000000002';`,
    /^core\.current_tenant_id\(\): has different settings/m,
    SUPERUSER,
  ),
  caught(
    'another volatility',
    'ALTER FUNCTION core.current_tenant_id() IMMUTABLE;',
    /^core\.current_tenant_id\(\): has a different volatility/m,
  ),
  caught(
    'SECURITY DEFINER',
    'ALTER FUNCTION core.current_tenant_id() SECURITY DEFINER;',
    /^core\.current_tenant_id\(\): differs from the design in SECURITY DEFINER/m,
  ),
  caught(
    'another owner',
    'ALTER FUNCTION core.current_tenant_id() OWNER TO hims_app;',
    /^core\.current_tenant_id\(\): belongs to hims_app/m,
    SUPERUSER,
  ),
  caught(
    'another user',
    `CREATE OR REPLACE FUNCTION core.current_user_id() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';`,
    /^core\.current_user_id\(\): has a different/m,
  ),
  fine('the same function again', replaced(BODY)),
];

export const CHANGES: readonly Change[] = [
  fine('nothing', ''),
  ...[tables, children, views, roles, privileges, keys, routines].flat(),
  ...kernel.map((change) => ({ ...change, what: `the kernel: ${change.what}` })),
];
