/**
 * Attacks as a person at a prompt would try them, on what the sample's baseline makes: once run by an administrator, who then
 * owns all of it, and once by an owner who is no superuser. Each is tried first where its hole is open, or it would prove nothing.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENT, OTHER_PATIENT, USER } from '../hims/sample.js';
import { A, B, OF_TENANT_A } from '../hims/tenants.js';
import { type Owner, type Owners, startOwners } from './owners.js';

let owners: Owners;
beforeAll(async () => {
  owners = await startOwners();
});
afterAll(() => owners?.stop());

const script = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');

/** What the attacker's code says where it runs as somebody else. */
const ACROSS = 'runs as';

const EVIL = `
CREATE FUNCTION pg_temp.evil() RETURNS boolean LANGUAGE plpgsql AS $evil$
BEGIN
  IF current_user <> session_user THEN RAISE WARNING '${ACROSS} %', current_user; END IF;
  RETURN true;
END $evil$;
CREATE FUNCTION pg_temp.evil_trigger() RETURNS trigger LANGUAGE plpgsql AS $evil$
BEGIN
  PERFORM pg_temp.evil();
  RETURN NULL;
END $evil$;`;

const DOMAINS = [
  'uuid',
  'text',
  'date',
  'jsonb',
  'bool',
  'int4',
  'int8',
  'timestamptz',
  'regclass',
  'name',
  'oid',
].map((type) => `CREATE DOMAIN pg_temp.${type} AS pg_catalog.${type} CHECK (pg_temp.evil());`);

const TABLES = ['number_series', 'users', 'user_roles', 'role_permissions', 'patients'].map(
  (
    table,
  ) => `CREATE TABLE pg_temp.${table} (LIKE ${table === 'patients' ? 'clinical' : 'core'}.${table} INCLUDING DEFAULTS);
    GRANT ALL ON pg_temp.${table} TO PUBLIC;
    CREATE TRIGGER evil BEFORE INSERT OR UPDATE OR DELETE ON pg_temp.${table} FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.evil_trigger();`,
);

/** Takes pg_temp off the path of every routine: the hole that is to be closed. */
const OPENED = `DO $opened$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT p.oid::regprocedure AS routine, regexp_replace(substr(s, 13), '(^|, *)"?pg_temp"?$', '') AS path
    FROM pg_proc p CROSS JOIN unnest(p.proconfig) s WHERE s ~ '^search_path=(.*, *)?"?pg_temp"?$'
  LOOP
    IF one.path = '' THEN EXECUTE format('ALTER ROUTINE %s RESET search_path', one.routine);
    ELSIF one.path = '""' THEN EXECUTE format('ALTER ROUTINE %s SET search_path = ''''', one.routine);
    ELSE EXECUTE format('ALTER ROUTINE %s SET search_path = %s', one.routine, one.path); END IF;
  END LOOP;
END $opened$;`;

const SETTINGS = Object.entries(OF_TENANT_A).map(
  ([key, value]) => `SELECT set_config('${key}', '${value}', true) \\g /dev/null`,
);

function attackOf(name: string, role: string, opened: boolean): string {
  const variables = { user: USER, patient: PATIENT, other: OTHER_PATIENT, tenant: `'${A}'` };
  return [
    ...Object.entries(variables).map(([key, value]) => `\\set ${key} ${value}`),
    'BEGIN;',
    opened ? OPENED : '',
    `SET LOCAL SESSION AUTHORIZATION ${role};`,
    ...SETTINGS,
    EVIL,
    ...(name.includes('tables') ? TABLES : DOMAINS),
    script(name),
    'ROLLBACK;',
  ].join('\n');
}

/** An attack whose answers about what another tenant has, and about what nobody has, are to be the same. */
interface Existence {
  readonly name: string;
  /** By an administrator: what the other tenant has. */
  readonly prepared: string;
  /** As psql variables. */
  readonly theirs: string;
  readonly nobodys: string;
  /** The hole, made again. */
  readonly opened: string;
}

const NOBODY = 'c0000000-0000-4000-8000-00000000000f';

const EXISTENCE: readonly Existence[] = [
  {
    name: 'existence-by-foreign-keys',
    prepared: '',
    theirs: `SELECT id AS context FROM abdm.care_contexts WHERE tenant_id = '${B}' LIMIT 1 \\gset
      SELECT id AS stranger FROM clinical.patients WHERE tenant_id = '${B}' LIMIT 1 \\gset`,
    nobodys: `\\set context ${NOBODY}\n\\set stranger ${NOBODY}`,
    // A key that is made anew is the younger one, and answers second.
    opened: `DO $opened$
      DECLARE
        one record;
      BEGIN
        FOR one IN SELECT conrelid::regclass AS relation, conname, pg_get_constraintdef(oid) AS definition
          FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conname ~ '__tenant_'
        LOOP
          EXECUTE format('ALTER TABLE %1$s DROP CONSTRAINT %2$I, ADD CONSTRAINT %2$I %3$s', one.relation, one.conname, one.definition);
        END LOOP;
      END $opened$;`,
  },
  {
    name: 'existence-by-exclusions',
    prepared: `SET LOCAL session_replication_role = replica;
      INSERT INTO inpatient.operation_theatres (id, tenant_id, facility_id, code, name)
        VALUES (7002, '${B}', gen_random_uuid(), 'OT7', 'OT7');
      INSERT INTO inpatient.ot_bookings (tenant_id, theatre_id, patient_id, surgeon_id, procedure_name, slot)
        VALUES ('${B}', 7002, gen_random_uuid(), gen_random_uuid(), 'secret', '[2026-12-01 10:00,2026-12-01 12:00)');
      INSERT INTO laboratory.test_master (id, tenant_id, code, name, specimen_type) VALUES (7077, NULL, 'HB7', 'HB', 'BLOOD');
      INSERT INTO laboratory.reference_ranges (tenant_id, test_id, gender, normal) VALUES ('${B}', 7077, 'MALE', '[13,17)');
      SET LOCAL session_replication_role = origin;`,
    theirs: `\\set slot '[2026-12-01 11:00,2026-12-01 11:05)'\n\\set gender MALE`,
    nobodys: `\\set slot '[2026-12-01 08:00,2026-12-01 08:05)'\n\\set gender FEMALE`,
    opened: `DO $opened$
      DECLARE
        one record;
      BEGIN
        FOR one IN SELECT conrelid::regclass AS relation, conname, replace(pg_get_constraintdef(oid), 'tenant_id WITH =, ', '') AS definition
          FROM pg_constraint WHERE contype = 'x' AND conrelid IN ('inpatient.ot_bookings'::regclass, 'laboratory.reference_ranges'::regclass)
            AND pg_get_constraintdef(oid) LIKE '%(tenant_id WITH =, %'
        LOOP
          EXECUTE format('ALTER TABLE %1$s DROP CONSTRAINT %2$I, ADD CONSTRAINT %2$I %3$s', one.relation, one.conname, one.definition);
        END LOOP;
      END $opened$;`,
  },
];

/** What psql says, an answer a line. */
async function answersOf(owner: Owner, one: Existence, about: string, opened: boolean): Promise<string[]> {
  const said = await owners
    .of(owner)
    .transcript(
      [
        '\\set VERBOSITY terse',
        'BEGIN;',
        one.prepared,
        about,
        opened ? one.opened : '',
        'SET LOCAL SESSION AUTHORIZATION hims_app;',
        ...SETTINGS,
        script(one.name),
        'ROLLBACK;',
      ].join('\n'),
    );
  return said.split('\n').flatMap((line) => line.replace(/^psql:<stdin>:\d+: /, '').trim() || []);
}

const TEMPORARY = [
  'temporary-types-in-calls',
  'temporary-types-in-triggers',
  'temporary-types-in-cascades',
  'temporary-tables',
];

describe.each(['a superuser', 'a plain owner'] satisfies Owner[])('what belongs to %s', (owner) => {
  test.each(TEMPORARY)('%s gets nowhere', async (name) => {
    for (const role of ['hims_app', 'hims_readonly']) {
      expect(await owners.of(owner).transcript(attackOf(name, role, false))).not.toContain(ACROSS);
    }
  });

  test.each(TEMPORARY)('%s gets across where the paths are open', async (name) => {
    expect(await owners.of(owner).transcript(attackOf(name, 'hims_app', true))).toContain(ACROSS);
  });

  test.each(EXISTENCE)('$name tells nothing', async (one) => {
    const [theirs, nobodys] = [
      await answersOf(owner, one, one.theirs, false),
      await answersOf(owner, one, one.nobodys, false),
    ];
    // Every statement reached the keys.
    expect(theirs.filter((line) => /violates foreign key constraint|^inserted$/.test(line))).toHaveLength(
      script(one.name).match(/;$/gm)!.length,
    );
    expect(theirs).toEqual(nobodys);
  });

  test.each(EXISTENCE)('$name tells it where the hole is open', async (one) => {
    const [theirs, nobodys] = [
      await answersOf(owner, one, one.theirs, true),
      await answersOf(owner, one, one.nobodys, true),
    ];
    expect(theirs).toHaveLength(nobodys.length);
    for (const [at, answer] of theirs.entries()) expect(answer).not.toBe(nobodys[at]);
  });
});
