/** Keys that tell of another tenant: each by itself, though another on the same column would speak first. */
import { describe, expect, test } from 'vitest';
import type { Cell, Known } from '../../../src/verify/isolation/stage/leaks.js';
import { closed, CLOSED, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

const cell = (matrix: readonly Cell[], relation: string, attack: string): Cell | undefined =>
  matrix.find((one) => one.relation === relation && one.attack === attack);

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

const WITHIN = 'FOREIGN KEY (tenant_id, patient_id) REFERENCES ward.patients (tenant_id, id)';
const SINGLE = 'FOREIGN KEY (patient_id) REFERENCES ward.patients';

/** A table that refers to patients, with these constraints in this order. */
const codes = (...constraints: readonly string[]): string =>
  `CREATE TABLE ward.codes (patient_id uuid, place text, ${[...constraints, TENANT_ID].join(', ')}); ${closed('ward.codes')}`;

test('a key over a foreign key answers before it does, also where that keeps to the tenant', async () => {
  const key = 'PRIMARY KEY (patient_id, place)';
  expect(names(await ward.verify(codes(WITHIN, SINGLE, key)))).toEqual(['ward.codes unique codes_pkey']);
  expect(names(await ward.verify(codes(SINGLE, key)))).toEqual([
    'ward.codes foreign key codes_patient_id_fkey',
    'ward.codes unique codes_pkey',
  ]);
  expect(await ward.verify(codes(WITHIN, SINGLE, 'UNIQUE (tenant_id, patient_id)'))).toMatchObject(CLOSED);
});

describe('of two foreign keys', () => {
  test('the one over the tenant is to answer first', async () => {
    expect(names(await ward.verify(codes(SINGLE, WITHIN)))).toEqual([
      'ward.codes foreign key codes_patient_id_fkey',
    ]);
    expect(await ward.verify(codes(WITHIN, SINGLE))).toMatchObject(CLOSED);
  });

  test('it is to answer first in partitions too, which make their keys by name', async () => {
    const parts = (within: string, single: string): string =>
      `CREATE TABLE ward.codes (patient_id uuid, place text, CONSTRAINT ${within} ${WITHIN}, CONSTRAINT ${single} ${SINGLE}, ${TENANT_ID})
        PARTITION BY LIST (place);
      CREATE TABLE ward.codes_later PARTITION OF ward.codes DEFAULT; ${closed('ward.codes')}`;
    expect(names(await ward.verify(parts('z_within', 'single')))).toEqual(['ward.codes foreign key single']);
    expect(await ward.verify(parts('a_within', 'single'))).toMatchObject(CLOSED);
  });

  test('it answers later where it can be put off', async () => {
    const both = [WITHIN, SINGLE].map((one) => `${one} DEFERRABLE`);
    expect(names(await ward.verify(codes(...both)))).toEqual([
      'ward.codes foreign key codes_patient_id_fkey',
    ]);
    expect(await ward.verify(codes(WITHIN, `${SINGLE} DEFERRABLE`))).toMatchObject(CLOSED);
  });
});

describe('a key whose values the database makes', () => {
  const made = `CREATE TABLE ward.codes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place text, ${TENANT_ID}); ${closed('ward.codes')}
    REVOKE INSERT, UPDATE ON ward.codes FROM ward_app;`;

  test('tells nothing where nobody but the owner writes it', async () => {
    const result = await ward.verify(
      `${made} GRANT INSERT (place), UPDATE (place) ON ward.codes TO ward_app;`,
    );
    expect(result).toMatchObject(CLOSED);
    expect(cell(result.matrix, 'ward.codes', 'unique')).toMatchObject({ tried: 0 });
  });

  test('tells where somebody may: an INSERT may override it', async () => {
    const { matrix } = await ward.verify(`${made} GRANT INSERT (id) ON ward.codes TO ward_app;`);
    expect(cell(matrix, 'ward.codes', 'unique')).toMatchObject({ verdict: 'known', tried: 1 });
  });
});

describe('an exclusion constraint', () => {
  const rooms = (excludes: string, tenant = TENANT_ID): string =>
    `CREATE TABLE ward.rooms (code text, animal text, during daterange NOT NULL, days int GENERATED ALWAYS AS (upper(during) - lower(during)) STORED,
      ${tenant}, CONSTRAINT rooms_excl EXCLUDE USING gist (${excludes})); ${closed('ward.rooms')}`;

  test.each([
    ['by one column', 'during WITH &&'],
    ['where others are the same', 'code WITH =, during WITH &&'],
    ['where others differ', 'during WITH &&, animal WITH <>'],
    ['by an expression', 'lower(code) WITH =, during WITH &&'],
    ['by a generated column', 'days WITH ='],
    ['of some rows', `during WITH &&) WHERE (code = 'x'`],
    ['in the end', 'during WITH &&) DEFERRABLE INITIALLY DEFERRED, CHECK (true'],
  ])('%s asks for rows of others', async (_, excludes) => {
    expect(names(await ward.verify(rooms(excludes)))).toEqual(['ward.rooms exclusion rooms_excl']);
    const within = await ward.verify(rooms(`tenant_id WITH =, ${excludes}`));
    expect(within).toMatchObject(CLOSED);
    expect(cell(within.matrix, 'ward.rooms', 'exclusion')).toMatchObject({ verdict: 'closed', tried: 1 });
  });

  test('asks for rows of nobody', async () => {
    const { matrix } = await ward.verify(
      rooms('tenant_id WITH =, during WITH &&', TENANT_ID.replace(' NOT NULL', '')),
    );
    expect(cell(matrix, 'ward.rooms', 'exclusion')).toMatchObject({ verdict: 'closed', tried: 2 });
  });
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
