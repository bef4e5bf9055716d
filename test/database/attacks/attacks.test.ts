/**
 * Attacks as a person at a prompt would try them, on what the sample's baseline makes: once run by an administrator, who then
 * owns all of it, and once by an owner who is no superuser. Each is tried first where its hole is open, or it would prove nothing.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENT, OTHER_PATIENT, USER } from '../hims/sample.js';
import { A, OF_TENANT_A } from '../hims/tenants.js';
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

function attackOf(name: string, role: string, opened: boolean): string {
  const settings = Object.entries(OF_TENANT_A).map(
    ([key, value]) => `SELECT set_config('${key}', '${value}', true) \\g /dev/null`,
  );
  const variables = { user: USER, patient: PATIENT, other: OTHER_PATIENT, tenant: `'${A}'` };
  return [
    ...Object.entries(variables).map(([key, value]) => `\\set ${key} ${value}`),
    'BEGIN;',
    opened ? OPENED : '',
    `SET LOCAL SESSION AUTHORIZATION ${role};`,
    ...settings,
    EVIL,
    ...(name.includes('tables') ? TABLES : DOMAINS),
    script(name),
    'ROLLBACK;',
  ].join('\n');
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
});
