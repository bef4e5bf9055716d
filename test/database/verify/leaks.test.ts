/** A hole in a baseline, planted at its end, makes verify fail, and it names what is open and shows how. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { renderVerification } from '../../../src/verify/text.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import { type Server, startServer } from '../server.js';
import { openServer } from './witness.js';

const DUMP = `
CREATE SCHEMA core;
CREATE SCHEMA clinical;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
CREATE TABLE clinical.patients (id uuid DEFAULT gen_random_uuid() NOT NULL, tenant_id uuid NOT NULL, name text);
CREATE TABLE clinical.visits (id uuid DEFAULT gen_random_uuid() NOT NULL, patient_id uuid NOT NULL, note text);
CREATE VIEW clinical.v_visits AS SELECT v.id, p.name FROM (clinical.visits v JOIN clinical.patients p ON ((p.id = v.patient_id)));
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.patients ADD CONSTRAINT patients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.visits ADD CONSTRAINT visits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.patients ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
ALTER TABLE ONLY clinical.visits ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES clinical.patients(id);
GRANT USAGE ON SCHEMA clinical TO clinic_app;
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE clinical.patients, clinical.visits TO clinic_app;
GRANT SELECT ON TABLE clinical.v_visits TO clinic_app;
`;

await ready();
const { sql, report } = convert(Buffer.from(DUMP), {});
const declared = readReport(renderJson(report), 'report.json');

let server: Server;
let engine: Engine;
beforeAll(async () => {
  server = await startServer(15);
  engine = await openServer(server, DUMP, sql);
});
afterAll(async () => {
  await engine?.close();
  await server?.stop();
});

const judge = (...planted: readonly string[]): Promise<Verification> =>
  verify({ engine, dump: DUMP, baseline: [sql, ...planted], report: declared, plain: false });

test('without one all is right', async () => {
  const result = await judge();
  expect(renderVerification(result)).toContain('The baseline is right.');
  expect(result.isolation).toMatchObject({ isolated: true, tenantTables: 3 });
});

const POLICY = 'baseline_tenant_isolation ON clinical.visits';

test.each([
  ['a table without its policy', `DROP POLICY ${POLICY};`, 'clinical.visits: read'],
  [
    'a view without security_invoker',
    'ALTER VIEW clinical.v_visits RESET (security_invoker);',
    'clinical.v_visits: read',
  ],
  [
    'a policy without WITH CHECK',
    `DROP POLICY ${POLICY}; CREATE POLICY ${POLICY} AS RESTRICTIVE USING (tenant_id = (SELECT core.current_tenant_id()));`,
    'clinical.visits: write',
  ],
  [
    'a missing FORCE, where the owner reads',
    'ALTER TABLE clinical.patients NO FORCE ROW LEVEL SECURITY;',
    'clinical.patients: read',
  ],
  [
    'a composite key that is gone',
    'ALTER TABLE clinical.visits DROP CONSTRAINT visits__tenant_patient_id_fkey;',
    'clinical.visits: foreign key visits_patient_id_fkey',
  ],
  [
    'a composite key that is made anew, and answers last',
    `ALTER TABLE clinical.visits DROP CONSTRAINT visits__tenant_patient_id_fkey, ADD CONSTRAINT visits__tenant_patient_id_fkey
      FOREIGN KEY (tenant_id, patient_id) REFERENCES clinical.patients (tenant_id, id);`,
    'clinical.visits: foreign key visits_patient_id_fkey',
  ],
  [
    'a unique key over a foreign key, which answers first',
    'ALTER TABLE clinical.visits ADD CONSTRAINT visits_patient_id_key UNIQUE (patient_id);',
    'clinical.visits: unique visits_patient_id_key',
  ],
  [
    'an exclusion constraint across tenants',
    'ALTER TABLE clinical.visits ADD COLUMN slot tstzrange, ADD CONSTRAINT visits_slot_excl EXCLUDE USING gist (slot WITH &&);',
    'clinical.visits: exclusion visits_slot_excl',
  ],
  [
    'a definer routine whose path lacks pg_temp',
    `CREATE FUNCTION clinical.today() RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = clinical
      AS $$ BEGIN RETURN now()::date; END $$;`,
    'clinical.today(): temporary object',
  ],
  [
    'a trigger that a cascade fires, without a path',
    `CREATE FUNCTION clinical.on_visit() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE at date; BEGIN at := now(); RETURN coalesce(NEW, OLD); END $$;
    CREATE TRIGGER on_visit BEFORE DELETE ON clinical.visits FOR EACH ROW EXECUTE FUNCTION clinical.on_visit();
    ALTER TABLE clinical.visits DROP CONSTRAINT visits_patient_id_fkey,
      ADD CONSTRAINT visits_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES clinical.patients ON DELETE CASCADE,
      DROP CONSTRAINT visits__tenant_patient_id_fkey,
      ADD CONSTRAINT visits__tenant_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES clinical.patients (tenant_id, id) ON DELETE CASCADE;`,
    'clinical.on_visit(): temporary object',
  ],
  [
    'a table in a schema that the design does not have',
    `CREATE TABLE public.later (id integer PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES core.tenants); GRANT SELECT ON public.later TO clinic_app;`,
    'public.later: read',
  ],
])('%s is named', async (_, planted, named) => {
  const result = await judge(planted);
  expect(result.ok).toBe(false);
  expect(result.failures).toEqual([]);
  const said = renderVerification(result);
  expect(said).toContain('The baseline is not right.');
  expect(said.slice(said.indexOf('Undeclared leaks:'))).toContain(named);
});

test.each([
  [
    'no policy at all',
    `DO $$ DECLARE one record; BEGIN FOR one IN SELECT * FROM pg_policies WHERE policyname = 'baseline_tenant_isolation'
      LOOP EXECUTE format('DROP POLICY %I ON %I.%I', one.policyname, one.schemaname, one.tablename); END LOOP; END $$;`,
    'no policy …_tenant_isolation reads a setting',
  ],
  [
    'a function that never tells the tenant',
    `CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid -- current_setting('app.tenant_id') $$;`,
    'No role sees rows of its own tenant',
  ],
])('%s proves nothing, and fails', async (_, planted, named) => {
  const result = await judge(planted);
  expect(result.ok).toBe(false);
  expect(renderVerification(result)).toContain(named);
});

test('the setting is found in a function that the function calls', async () => {
  const result = await judge(`
    CREATE OR REPLACE FUNCTION core.claim(name text) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN nullif(current_setting('app.claim', true), ''); END $$;
    CREATE OR REPLACE FUNCTION core.current_tenant_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT core.claim('tenant')::uuid $$;`);
  expect(result.isolation).toMatchObject({ isolated: true, blind: false });
});

test('a function that never ends is stopped, and told', async () => {
  const result =
    await judge(`CREATE OR REPLACE FUNCTION clinical.spin() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN LOOP END LOOP; END $$;
    REVOKE ALL ON FUNCTION clinical.spin() FROM PUBLIC;`);
  expect(result.ok).toBe(true);
  expect(result.isolation).toMatchObject({
    unclear: [
      { relation: 'clinical.spin', attack: 'function', why: expect.stringContaining('spin') as string },
    ],
  });
});
