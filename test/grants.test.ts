/** What a dump grants, reads and writes, as the transforms of views, functions and privileges see it. */
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../src/catalog/catalog.js';
import { key } from '../src/catalog/object.js';
import { type CreatePolicyStmt, loadGrammar, type ViewStmt } from '../src/grammar.js';
import { parse } from '../src/parse/parse.js';
import { defaults } from '../src/settings/settings.js';
import { scannedDump } from '../src/source/dump.js';
import { routineOf, writesIn } from '../src/facts/routines/bodies.js';
import { withoutRoles } from '../src/facts/privileges/defaultPrivileges.js';
import { grantsOf, PUBLIC } from '../src/facts/privileges/grants.js';
import { withInvoker } from '../src/tenancy/views/invoker.js';
import { readsOf } from '../src/facts/queries/reads.js';
import { relationsOf } from '../src/facts/relations/relations.js';
import { viewsOf } from '../src/facts/views/views.js';
import { signatureOf } from '../src/facts/routines/routineIdentity.js';

await loadGrammar();

const catalogOf = (text: string, version = 15): Catalog =>
  parse(scannedDump(text), { target: { version }, namedNotNull: false });
const facts = (text: string, settings = {}, version = 15) =>
  grantsOf(catalogOf(text, version), { ...defaults, ...settings });

const relation = (name: string) => key('relation', { schema: 'core', name });
const schema = key('schema', { schema: undefined, name: 'core' });

describe('grants', () => {
  it('on the whole and on columns', () => {
    const { may } = facts(
      'GRANT SELECT(id), UPDATE(name) ON core.visits TO app; GRANT INSERT ON core.visits TO app',
    );
    expect(may('app', 'INSERT', relation('visits'))).toBe(true);
    expect(may('app', 'SELECT', relation('visits'))).toBe(false);
    expect(may('app', 'SELECT', relation('visits'), 'id')).toBe(true);
    expect(may('app', 'SELECT', relation('visits'), 'name')).toBe(false);
    expect(may('app', 'INSERT', relation('visits'), 'name')).toBe(true);
  });

  it('ALL, without what a later server adds', () => {
    const all = 'GRANT ALL ON core.visits TO app; GRANT ALL ON SCHEMA core TO app';
    expect(facts(all).may('app', 'TRUNCATE', relation('visits'))).toBe(true);
    expect(facts(all).may('app', 'CREATE', schema)).toBe(true);
    expect(facts(all).may('app', 'MAINTAIN', relation('visits'))).toBe(false);
    expect(facts(all, {}, 17).may('app', 'MAINTAIN', relation('visits'))).toBe(true);
  });

  it('on all tables of a schema', () => {
    const { may } = facts(
      'CREATE TABLE core.visits (); CREATE VIEW core.v AS SELECT 1; CREATE TABLE other.x (); GRANT SELECT ON ALL TABLES IN SCHEMA core TO app',
    );
    expect(may('app', 'SELECT', relation('visits'))).toBe(true);
    expect(may('app', 'SELECT', relation('v'))).toBe(true);
    expect(may('app', 'SELECT', key('relation', { schema: 'other', name: 'x' }))).toBe(false);
  });

  it('REVOKE takes, from the columns too, and GRANT OPTION FOR does not', () => {
    const { may } = facts(
      'GRANT SELECT(id), UPDATE ON core.visits TO app; REVOKE SELECT ON core.visits FROM app; REVOKE GRANT OPTION FOR UPDATE ON core.visits FROM app',
    );
    expect(may('app', 'SELECT', relation('visits'), 'id')).toBe(false);
    expect(may('app', 'UPDATE', relation('visits'))).toBe(true);
  });

  it('everybody executes a routine until it is revoked', () => {
    const text = `CREATE FUNCTION core.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION core.f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
      REVOKE ALL ON FUNCTION core.f(a int) FROM PUBLIC; GRANT ALL ON FUNCTION core.f(a int) TO app`;
    const { may } = facts(text);
    const [closed, open] = catalogOf(text).objects.map((object) => signatureOf(object) ?? '');
    expect(may('app', 'EXECUTE', closed!)).toBe(true);
    expect(may('other', 'EXECUTE', closed!)).toBe(false);
    expect(may('other', 'EXECUTE', open!)).toBe(true);
    expect(may(PUBLIC, 'EXECUTE', open!)).toBe(true);
  });

  it('of a group, and of everybody, are its members’', () => {
    const { may } = facts(
      'GRANT staff TO clerk; GRANT pg_read_all_data TO auditor; GRANT SELECT ON core.visits TO staff; GRANT SELECT ON core.codes TO PUBLIC',
    );
    expect(may('clerk', 'SELECT', relation('visits'))).toBe(true);
    expect(may('other', 'SELECT', relation('visits'))).toBe(false);
    expect(may('other', 'SELECT', relation('codes'))).toBe(true);
    expect(may('auditor', 'SELECT', relation('visits'))).toBe(true);
    expect(may('auditor', 'INSERT', relation('visits'))).toBe(false);
  });

  it('application roles are those that are granted anything, but for owners', () => {
    const text =
      'ALTER TABLE core.visits OWNER TO boss; GRANT SELECT ON core.visits TO app, boss, PUBLIC, pg_monitor, baseline_view_owner; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO later';
    expect(facts(text).applicationRoles).toEqual(['app', 'later']);
    expect(facts(text, { applicationRoles: ['web'] }).applicationRoles).toEqual(['web']);
  });

  it('roles that create objects are no application roles, unless the configuration lists them', () => {
    const text =
      'GRANT ALL ON SCHEMA core TO maker; GRANT SELECT ON core.visits TO app; ALTER DEFAULT PRIVILEGES FOR ROLE maker GRANT SELECT ON TABLES TO app; CREATE SCHEMA s AUTHORIZATION other; GRANT SELECT ON core.visits TO other';
    const { applicationRoles, owners, objectOwners } = facts(text);
    expect(applicationRoles).toEqual(['app']);
    expect([owners.has('maker'), objectOwners.has('maker'), objectOwners.has('other')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(facts(text, { applicationRoles: ['maker', 'app'] }).owners.has('maker')).toBe(false);
  });
});

const TABLES = 'CREATE TABLE core.a (id int, name text); CREATE TABLE core.b (id int, a_id int, note text);';

function reads(query: string): Record<string, string[] | 'all'> {
  const catalog = catalogOf(`${TABLES} CREATE VIEW core.v AS ${query}`);
  const view = catalog.objects.at(-1)!;
  const known = new Set([relation('a'), relation('b')]);
  const { query: tree } = view.statement.tree!.node as ViewStmt;
  const found = readsOf(tree, view.statement, relationsOf(catalog), known);
  return Object.fromEntries(
    found.map(({ name, columns }) => [name.name, columns === 'all' ? 'all' : [...columns].toSorted()]),
  );
}

describe('what a query reads', () => {
  it.each([
    ['SELECT x.id FROM core.a x JOIN core.b ON b.a_id = x.id', { a: ['id'], b: ['a_id'] }],
    ['SELECT a.name FROM core.a', { a: ['name'] }],
    ['SELECT core.a.name FROM core.a, core.b', { a: ['name'], b: [] }],
    // Without a table in front, each that has the column.
    ['SELECT id, note FROM core.a, core.b', { a: ['id'], b: ['id', 'note'] }],
    ['SELECT x.* FROM core.a x, core.b y WHERE y.id = 1', { a: 'all', b: ['id'] }],
    ['SELECT f(x) FROM core.a x', { a: 'all' }],
    ['SELECT * FROM core.a NATURAL JOIN core.b', { a: 'all', b: 'all' }],
    ['SELECT a.name FROM core.a JOIN core.b USING (id)', { a: ['id', 'name'], b: ['id'] }],
    [
      'SELECT s.n FROM (SELECT count(b.note) AS n FROM core.b WHERE (EXISTS (SELECT 1 FROM core.a WHERE a.id = b.a_id))) s',
      { a: ['id'], b: ['a_id', 'note'] },
    ],
    [
      'WITH RECURSIVE b AS (SELECT a.id FROM core.a UNION ALL SELECT a.id FROM core.a JOIN b ON b.id = a.id) SELECT b.id FROM b',
      { a: ['id'] },
    ],
    ['SELECT a.id FROM core.a UNION SELECT b.a_id FROM core.b ORDER BY 1', { a: ['id'], b: ['a_id'] }],
  ])('%s', (query, expected) => {
    expect(reads(query)).toEqual(expected);
  });

  it('a policy that asks another table', () => {
    const catalog = catalogOf(
      `${TABLES} CREATE POLICY p ON core.b USING ((a_id IN (SELECT a.id FROM core.a WHERE a.name = 'x')))`,
    );
    const { node } = catalog.objects.at(-1)!.statement.tree!;
    const [found] = readsOf(
      (node as CreatePolicyStmt).qual,
      catalog.objects.at(-1)!.statement,
      relationsOf(catalog),
      new Set(),
    );
    expect(found).toMatchObject({
      name: { schema: 'core', name: 'a' },
      columns: new Set(['id', 'name']),
    });
  });
});

describe('views that can be written through', () => {
  const into = (query: string): string | undefined =>
    [...viewsOf(catalogOf(`${TABLES} CREATE VIEW core.v AS ${query}`)).values()][0]?.writesInto?.name.name;
  it.each([
    ['SELECT a.id FROM core.a WHERE a.id > 1', 'a'],
    ['SELECT DISTINCT a.id FROM core.a', undefined],
    ['SELECT a.id FROM core.a GROUP BY a.id', undefined],
    ['SELECT a.id FROM core.a LIMIT 1', undefined],
    ['SELECT a.id FROM core.a, core.b', undefined],
    ['SELECT a.id FROM core.a UNION SELECT b.id FROM core.b', undefined],
  ])('%s', (query, expected) => {
    expect(into(query)).toBe(expected);
  });
});

describe('security_invoker in the text of a view', () => {
  it.each([
    ['CREATE VIEW core.v AS SELECT 1', `CREATE VIEW core.v WITH (security_invoker='true') AS SELECT 1`],
    [
      'CREATE OR REPLACE VIEW "a.B"."WITH" AS\n SELECT 1',
      `CREATE OR REPLACE VIEW "a.B"."WITH" WITH (security_invoker='true') AS\n SELECT 1`,
    ],
    [
      'CREATE VIEW v (a, "b(") AS SELECT 1, 2',
      `CREATE VIEW v (a, "b(") WITH (security_invoker='true') AS SELECT 1, 2`,
    ],
    [
      'CREATE RECURSIVE VIEW v (a) AS SELECT 1',
      `CREATE RECURSIVE VIEW v (a) WITH (security_invoker='true') AS SELECT 1`,
    ],
    [
      `CREATE VIEW v WITH (security_barrier='true') AS SELECT 1`,
      `CREATE VIEW v WITH (security_invoker='true', security_barrier='true') AS SELECT 1`,
    ],
    [
      'CREATE VIEW v WITH (security_invoker=false, check_option=local) AS SELECT 1',
      `CREATE VIEW v WITH (security_invoker='true', check_option=local) AS SELECT 1`,
    ],
    [
      'CREATE VIEW v WITH (security_barrier, security_invoker = off) AS SELECT 1',
      `CREATE VIEW v WITH (security_barrier, security_invoker='true') AS SELECT 1`,
    ],
    // A WITH of the query is none of the view's.
    [
      'CREATE VIEW v AS WITH x AS (SELECT 1) SELECT * FROM x',
      `CREATE VIEW v WITH (security_invoker='true') AS WITH x AS (SELECT 1) SELECT * FROM x`,
    ],
  ])('%s', (text, expected) => {
    expect(withInvoker(text)).toBe(expected);
  });

  it('is known where the dump says it', () => {
    const said = (options: string): boolean =>
      [...viewsOf(catalogOf(`CREATE VIEW core.v WITH (${options}) AS SELECT 1`)).values()][0]!.invoker;
    for (const option of [
      `security_invoker='true'`,
      'security_invoker=on',
      'security_invoker',
      'security_invoker=1',
    ])
      expect(said(option)).toBe(true);
    for (const option of ['security_invoker=false', `security_invoker='off'`, 'security_barrier'])
      expect(said(option)).toBe(false);
  });
});

describe('what a routine writes', () => {
  const writes = (body: string, language = 'plpgsql') => {
    const [object] = catalogOf(`CREATE FUNCTION core.f() RETURNS void LANGUAGE ${language} ${body}`).objects;
    const { writes: found, dynamic, ddl } = writesIn(routineOf(object!)!);
    return [
      ...found.map(({ verb, name }) => `${verb} ${name.schema ?? ''}.${name.name}`),
      ...(dynamic ? ['dynamic'] : []),
      ...(ddl ? ['ddl'] : []),
    ];
  };
  it.each([
    [`AS 'BEGIN INSERT INTO core.a VALUES (1); END'`, ['INSERT core.a']],
    [
      `AS 'BEGIN IF x THEN UPDATE ONLY "B c" SET y = 1; END IF; DELETE FROM core."D"; END'`,
      ['UPDATE .B c', 'DELETE core.D'],
    ],
    [
      `AS 'BEGIN PERFORM 1 FROM a FOR UPDATE; INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = 1; END'`,
      ['INSERT .a'],
    ],
    [`AS $$ BEGIN -- DELETE FROM a\n RAISE NOTICE 'UPDATE a'; EXECUTE 'x'; END $$`, ['dynamic']],
    [`AS 'BEGIN TRUNCATE TABLE core.a; CREATE TABLE core.t (); END'`, ['TRUNCATE core.a', 'ddl']],
    [`AS 'it is not closed: "'`, []],
  ])('%s', (body, expected) => {
    expect(writes(body)).toEqual(expected);
  });

  it('in a body that has a tree', () => {
    expect(writes('BEGIN ATOMIC UPDATE core.a SET id = 1; DELETE FROM core.b; END', 'sql')).toEqual([
      'UPDATE core.a',
      'DELETE core.b',
    ]);
  });
});

it('default privileges lose their roles', () => {
  expect(
    withoutRoles('ALTER DEFAULT PRIVILEGES FOR ROLE "a b", c IN SCHEMA core GRANT SELECT ON TABLES TO app'),
  ).toBe('ALTER DEFAULT PRIVILEGES IN SCHEMA core GRANT SELECT ON TABLES TO app');
  expect(withoutRoles('ALTER DEFAULT PRIVILEGES FOR USER a GRANT SELECT ON TABLES TO app')).toBe(
    'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app',
  );
});
