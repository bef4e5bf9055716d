/** Keys that tell of another tenant: each by itself, though another on the same column would speak first. */
import { describe, expect, test } from 'vitest';
import type { Known } from '../../../src/verify/isolation/leaks.js';
import { closed, CLOSED, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

const unique = (relation: string, name: string): Known => ({
  relation,
  attack: 'unique',
  name,
  why: 'the chain has one register',
});

describe('two unique keys on the same column', () => {
  const TWINS = `ALTER TABLE ward.patients ADD CONSTRAINT patients_mrn_key UNIQUE (mrn), ADD CONSTRAINT patients_number_key UNIQUE (mrn);`;
  const known = ['patients_mrn_key', 'patients_number_key'].map((name) => unique('ward.patients', name));

  test('are found both', async () => {
    expect(names(await ward.verify(TWINS))).toEqual([
      'ward.patients unique patients_mrn_key',
      'ward.patients unique patients_number_key',
    ]);
  });

  test('are known both', async () => {
    const result = await ward.verify(TWINS, known);
    expect(result).toMatchObject(CLOSED);
    expect(result.shown.map(({ leak }) => leak.shows)).toEqual([
      expect.stringContaining('"patients_mrn_key"'),
      expect.stringContaining('"patients_number_key"'),
    ]);
  });

  test('are found where one is an index with a condition', async () => {
    const result = await ward.verify(
      `ALTER TABLE ward.patients ADD CONSTRAINT patients_mrn_key UNIQUE (mrn);
        CREATE UNIQUE INDEX patients_live ON ward.patients (mrn) WHERE deleted_at IS NULL;`,
    );
    expect(names(result)).toEqual([
      'ward.patients unique patients_live',
      'ward.patients unique patients_mrn_key',
    ]);
  });
});

test('a unique key that holds the primary key tells no more than that does', async () => {
  const sql = 'ALTER TABLE ward.patients ADD CONSTRAINT patients_id_mrn_key UNIQUE (id, mrn);';
  expect(await ward.verify(sql)).toMatchObject(CLOSED);
});

test('what holds the primary key does not stand before its like', async () => {
  const sql = `CREATE TABLE ward.codes (code text PRIMARY KEY, name text NOT NULL, ${TENANT_ID},
    UNIQUE (code, name)); CREATE UNIQUE INDEX codes_lower ON ward.codes (lower(code), name); ${closed('ward.codes')}`;
  const result = await ward.verify(sql);
  expect(names(result)).toEqual(['ward.codes unique codes_lower', 'ward.codes unique codes_pkey']);
  expect(result.unclear).toEqual([]);
});

test('a uuid is not guessed, but where it may be taken from another tenant', async () => {
  const sql = (
    keeps: string,
  ): string => `CREATE TABLE ward.codes (patient_id uuid REFERENCES ward.patients, place text, PRIMARY KEY (patient_id, place),
    ${TENANT_ID}${keeps}); ${closed('ward.codes')}`;
  const COMPOSITE = ', FOREIGN KEY (tenant_id, patient_id) REFERENCES ward.patients (tenant_id, id)';
  expect(await ward.verify(sql(COMPOSITE))).toMatchObject(CLOSED);
  expect(names(await ward.verify(sql('')))).toEqual([
    'ward.codes foreign key codes_patient_id_fkey',
    'ward.codes unique codes_pkey',
  ]);
});

describe('foreign keys that are not enforced, as there may be from 18 on', () => {
  test('are not tried, since they take what they are given', async () => {
    const sql = `ALTER TABLE ward.visits DROP CONSTRAINT visits_tenant_patient_fkey, DROP CONSTRAINT visits_patient_fkey,
      ADD CONSTRAINT visits_patient_fkey FOREIGN KEY (patient_id) REFERENCES ward.patients NOT ENFORCED;`;
    expect(await ward.verify(sql)).toMatchObject(CLOSED);
  });

  test('do not stand in for one that is gone', async () => {
    const sql = `ALTER TABLE ward.visits DROP CONSTRAINT visits_tenant_patient_fkey, ADD CONSTRAINT visits_tenant_patient_fkey
      FOREIGN KEY (tenant_id, patient_id) REFERENCES ward.patients (tenant_id, id) NOT ENFORCED;`;
    expect(names(await ward.verify(sql))).toEqual(['ward.visits foreign key visits_patient_fkey']);
  });
});

/** In the place of the ward, one whose tenants are known by something else. */
const tenantsBy = (type: string, more = ''): string => `
  DROP SCHEMA ward CASCADE;
  CREATE SCHEMA ward;
  GRANT USAGE ON SCHEMA ward TO ward_app;
  CREATE FUNCTION ward.current_tenant_id() RETURNS ${type} LANGUAGE sql STABLE
    AS $$ SELECT nullif(pg_catalog.current_setting('app.tenant_id', true), '')::${type} $$;
  CREATE TABLE ward.tenants (id ${type} ${more} PRIMARY KEY, name text);
  CREATE TABLE ward.visits (id uuid PRIMARY KEY, tenant_id ${type} NOT NULL REFERENCES ward.tenants);
  CREATE POLICY baseline_tenant_isolation ON ward.tenants AS RESTRICTIVE
    USING (id = ward.current_tenant_id()) WITH CHECK (id = ward.current_tenant_id());
  CREATE POLICY baseline_tenant_isolation ON ward.visits AS RESTRICTIVE
    USING (tenant_id = ward.current_tenant_id()) WITH CHECK (tenant_id = ward.current_tenant_id());
  CREATE POLICY baseline_tenant_access ON ward.tenants USING (true) WITH CHECK (true);
  CREATE POLICY baseline_tenant_access ON ward.visits USING (true) WITH CHECK (true);
  ALTER TABLE ward.tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  ALTER TABLE ward.visits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  GRANT SELECT, UPDATE ON ward.tenants TO ward_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ward.visits TO ward_app;`;

describe('the tenants’ own key', () => {
  test.each(['bigint', 'text'])('%s, chosen by the tenant, tells which others there are', async (type) => {
    expect(names(await ward.verify(tenantsBy(type)))).toEqual(['ward.tenants unique tenants_pkey']);
    const result = await ward.verify(tenantsBy(type), [unique('ward.tenants', 'tenants_pkey')]);
    expect(result).toMatchObject(CLOSED);
    expect(result.shown).toHaveLength(1);
  });

  test.each([
    ['bigint', 'GENERATED ALWAYS AS IDENTITY'],
    ['uuid', 'DEFAULT gen_random_uuid()'],
  ])('%s, %s, tells nothing', async (type, more) => {
    expect(await ward.verify(tenantsBy(type, more))).toMatchObject(CLOSED);
  });
});
