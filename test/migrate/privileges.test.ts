/** Privileges from one state to another: the statements, and what PostgreSQL has after them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import type { SchemaObject } from '../../src/catalog/object.js';
import { KIND } from '../../src/kinds/registry.js';
import type { GuardTarget } from '../../src/kinds/base/kind.js';
import { defaultPrivilegeSteps, privilegeSteps } from '../../src/migrate/privileges/privileges.js';
import { type Engine, startPglite } from '../database/pglite.js';
import { objectsOf, textsOf } from '../verbs/migration.js';
import { ROLES } from '../verbs/cases.js';

const target: GuardTarget = { version: 18, roles: 'skip' };
const of = (kind: string, sql: string): SchemaObject[] =>
  objectsOf(sql, target.version)
    .filter((object) => object.kind === kind)
    .toSorted((a, b) => a.statement.raw.index - b.statement.raw.index);
const steps = (old: string, wanted: string, created = false) =>
  privilegeSteps(of(KIND.grant, old), of(KIND.grant, wanted), { target, created });

let engine: Engine;
beforeAll(async () => {
  await loadGrammar();
  engine = await startPglite();
  await engine.run(ROLES);
});
afterAll(() => engine.stop());

const TO_DEFAULT = `REVOKE ALL ON FUNCTION s.f() FROM PUBLIC;`;

describe('only what differs', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['nothing', 'GRANT SELECT ON TABLE s.a TO inc_reader', 'GRANT SELECT ON TABLE s.a TO inc_reader', []],
    [
      'more',
      'GRANT SELECT ON TABLE s.a TO inc_reader',
      'GRANT SELECT,UPDATE,INSERT ON TABLE s.a TO inc_reader; GRANT SELECT ON TABLE s.a TO inc_writer WITH GRANT OPTION',
      [
        'GRANT INSERT,UPDATE ON TABLE s.a TO inc_reader',
        'GRANT SELECT ON TABLE s.a TO inc_writer WITH GRANT OPTION',
      ],
    ],
    ['all', 'GRANT SELECT ON TABLE s.a TO inc_reader', '', ['REVOKE SELECT ON TABLE s.a FROM inc_reader']],
    [
      'some of all',
      'GRANT ALL ON TABLE s.a TO inc_reader',
      'GRANT SELECT ON TABLE s.a TO inc_reader',
      ['REVOKE INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,MAINTAIN,UPDATE ON TABLE s.a FROM inc_reader'],
    ],
    [
      'a column instead of the table',
      'GRANT SELECT ON TABLE s.a TO inc_reader',
      'GRANT SELECT(id),UPDATE(id) ON TABLE s.a TO inc_reader',
      [
        'REVOKE SELECT ON TABLE s.a FROM inc_reader',
        'GRANT SELECT(id),UPDATE(id) ON TABLE s.a TO inc_reader',
      ],
    ],
    [
      'the table, where a column stays',
      'GRANT SELECT ON TABLE s.a TO inc_reader; GRANT SELECT(id) ON TABLE s.a TO inc_reader',
      'GRANT SELECT(id) ON TABLE s.a TO inc_reader',
      ['REVOKE SELECT ON TABLE s.a FROM inc_reader', 'GRANT SELECT(id) ON TABLE s.a TO inc_reader'],
    ],
    [
      'the option to grant',
      'GRANT SELECT ON TABLE s.a TO inc_reader WITH GRANT OPTION',
      'GRANT SELECT ON TABLE s.a TO inc_reader',
      ['REVOKE GRANT OPTION FOR SELECT ON TABLE s.a FROM inc_reader'],
    ],
    [
      'what everybody has by default',
      `${TO_DEFAULT}GRANT ALL ON FUNCTION s.f() TO inc_reader`,
      '',
      ['REVOKE ALL ON FUNCTION s.f() FROM inc_reader', 'GRANT ALL ON FUNCTION s.f() TO PUBLIC'],
    ],
    [
      'the owner’s own',
      'REVOKE ALL ON TABLE s.a FROM inc_owner; GRANT SELECT ON TABLE s.a TO inc_owner',
      'REVOKE ALL ON TABLE s.a FROM inc_owner; GRANT SELECT,UPDATE ON TABLE s.a TO inc_owner',
      ['GRANT UPDATE ON TABLE s.a TO inc_owner'],
    ],
    [
      'the owner’s default',
      'REVOKE ALL ON TABLE s.a FROM inc_owner',
      '',
      ['GRANT ALL ON TABLE s.a TO inc_owner'],
    ],
    [
      'a schema',
      'GRANT USAGE ON SCHEMA s TO inc_reader',
      'GRANT ALL ON SCHEMA s TO inc_reader',
      ['GRANT CREATE ON SCHEMA s TO inc_reader'],
    ],
  ])('%s', (_, old, wanted, sql) => {
    expect(steps(old, wanted).map((step) => step.sql)).toEqual(sql);
  });

  it('a created object has the default privileges', () => {
    const old = 'GRANT SELECT ON TABLE s.a TO inc_reader, inc_writer';
    const wanted = 'GRANT SELECT ON TABLE s.a TO inc_reader';
    expect(steps(old, wanted, true).map(({ sql }) => sql)).toEqual([wanted]);
    const closed = `${TO_DEFAULT}GRANT ALL ON FUNCTION s.f() TO inc_reader`;
    expect(steps(closed, closed, true).map(({ sql }) => sql)).toEqual([
      'REVOKE ALL ON FUNCTION s.f() FROM PUBLIC',
      'GRANT ALL ON FUNCTION s.f() TO inc_reader',
    ]);
  });

  it('as their grantor, whose grants go before its own privilege', () => {
    const old = `GRANT SELECT ON TABLE s.a TO inc_reader WITH GRANT OPTION; SET SESSION AUTHORIZATION inc_reader;
      GRANT SELECT ON TABLE s.a TO inc_writer; RESET SESSION AUTHORIZATION`;
    expect(steps(old, '').map(({ sql, around, when }) => [sql, around?.[0], when])).toEqual([
      [
        'REVOKE SELECT ON TABLE s.a FROM inc_writer',
        'SET LOCAL ROLE inc_reader',
        `to_regrole('inc_reader') IS NOT NULL AND to_regrole('inc_writer') IS NOT NULL`,
      ],
      ['REVOKE SELECT ON TABLE s.a FROM inc_reader', undefined, `to_regrole('inc_reader') IS NOT NULL`],
    ]);
    expect(steps('', old).map(({ sql, around }) => [sql, around?.[0]])).toEqual([
      ['GRANT SELECT ON TABLE s.a TO inc_reader WITH GRANT OPTION', undefined],
      ['GRANT SELECT ON TABLE s.a TO inc_writer', 'SET LOCAL ROLE inc_reader'],
    ]);
  });
});

/** Who holds what, in no order. */
const HELD = `
  SELECT format('%s %s %s %s %s', what, x.grantor::regrole, x.grantee::oid::regrole, x.privilege_type, x.is_grantable) AS held
  FROM (
    SELECT 'table' AS what, coalesce(relacl, acldefault('r', relowner)) AS acl FROM pg_class WHERE oid = to_regclass('s.a')
    UNION ALL SELECT attname, attacl FROM pg_attribute WHERE attrelid = to_regclass('s.a') AND attacl IS NOT NULL
    UNION ALL SELECT 'function', coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace = 's'::regnamespace
    UNION ALL SELECT format('%s %s %s', defaclrole::regrole, nullif(defaclnamespace, 0)::regnamespace, defaclobjtype), defaclacl FROM pg_default_acl
  ) o, aclexplode(o.acl) x ORDER BY 1`;

const OBJECTS = `DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; CREATE TABLE s.a (id integer, b text);
  ALTER TABLE s.a OWNER TO inc_owner; CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';`;

async function same(old: string, wanted: string, text: string): Promise<void> {
  await engine.run(`SET client_min_messages = warning; BEGIN; ${OBJECTS}${wanted}`);
  const expected = await engine.query(HELD);
  await engine.run(`ROLLBACK; BEGIN; ${OBJECTS}${old}`);
  for (const run of [1, 2]) {
    await engine.run(`SET LOCAL search_path = '';${text}`);
    expect(await engine.query(HELD), `run ${run} of\n${text}\nfrom\n${old}\nto\n${wanted}`).toEqual(expected);
  }
  await engine.run('ROLLBACK');
}

/** The same numbers each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647;
    yield state;
  }
}

describe('PostgreSQL has the same privileges', () => {
  const random = numbers(7);
  const one = <T>(from: readonly T[]): T => from[random.next().value! % from.length]!;
  const statement = (): string => {
    const privilege = one([
      'SELECT',
      'ALL',
      'SELECT(id)',
      'UPDATE(b),SELECT(b)',
      'INSERT,DELETE',
      'ALL(id)',
      'MAINTAIN',
    ]);
    const role = one(['PUBLIC', 'inc_reader', 'inc_writer']);
    if (one([true, false, false]))
      return `REVOKE ${one(['', 'GRANT OPTION FOR '])}${privilege} ON TABLE s.a FROM ${role}`;
    return `GRANT ${privilege} ON TABLE s.a TO ${role}${role === 'PUBLIC' ? '' : one(['', ' WITH GRANT OPTION'])}`;
  };
  const script = (): string => Array.from({ length: 1 + (random.next().value! % 6) }, statement).join(';');
  // The first REVOKE must not look like the owner's.
  const named = 'GRANT TRIGGER ON TABLE s.a TO inc_reader, inc_writer;';

  it.each(Array.from({ length: 40 }, () => [named + script(), named + script()] as const))(
    '%s → %s',
    async (old, wanted) => {
      await same(`${old};`, `${wanted};`, textsOf(steps(old, wanted)));
    },
  );

  it.each([
    ['FOR ROLE inc_owner', 'IN SCHEMA s'],
    ['FOR ROLE inc_owner', ''],
  ])('default privileges %s %s', async (role, schema) => {
    const head = `ALTER DEFAULT PRIVILEGES ${role} ${schema}`;
    const old = `${head} GRANT SELECT ON TABLES TO inc_reader; ${head} GRANT ALL ON SEQUENCES TO inc_writer;
      ${head} REVOKE ALL ON FUNCTIONS FROM PUBLIC; ${head} GRANT ALL ON FUNCTIONS TO inc_reader;`;
    const wanted = `${head} GRANT SELECT,INSERT ON TABLES TO inc_reader; ${head} GRANT ALL ON FUNCTIONS TO inc_reader;
      ${head} GRANT USAGE ON TYPES TO inc_writer;`;
    for (const [from, to] of [
      [old, wanted],
      [wanted, old],
    ] as const) {
      const [before, after] = [of(KIND.defaultPrivileges, from), of(KIND.defaultPrivileges, to)];
      await same(from, to, textsOf(defaultPrivilegeSteps(before, after, target)));
    }
    const nothing = defaultPrivilegeSteps(
      of(KIND.defaultPrivileges, old),
      of(KIND.defaultPrivileges, old),
      target,
    );
    expect(nothing).toEqual([]);
  });
});
