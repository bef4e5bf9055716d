/**
 * `tenancy.lookup`: the application finds a tenant before it sets one, and reads nothing else of another tenant; loaded by a
 * superuser, by a plain owner after an administrator, and by a plain owner with CREATEROLE.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { convert, ready, type Settings } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { verify } from '../../../src/verify/verify.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';
import { complaints, openServer, urlOf } from '../verify/witness.js';
import { partsOf } from './conversion.js';
import { runsThreeTimes } from './kitchen.js';

await ready();

const fixture = (name: string, file: string): string =>
  readFileSync(new URL(`../../../fixtures/${name}/${file}`, import.meta.url), 'utf8');
const read = (file: string): string => fixture('lookup-basic', file);
const SETTINGS = settingsOf(readConfig(read('pg-baseline.config.yaml'), 'pg-baseline.config.yaml'));
const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';

const ROWS = `
INSERT INTO core.tenants (id, code, subdomain, name) VALUES ('${A}', 'ARO', 'arogya', 'Arogya'), ('${B}', 'BHA', 'bharat', 'Bharat');`;
/** No role can log in as an application here: it acts as one that has only what the baseline grants it. */
const asApp = (sql: string): string =>
  `SET SESSION AUTHORIZATION lookup_login;\n${sql}\nRESET SESSION AUTHORIZATION;`;

/** What the functions are, what the role has, and what the tenants table lets it read; owners apart. */
const OF_LOOKUP = `
  SELECT pg_get_functiondef(oid) AS what, proowner::regrole::text AS "by", has_function_privilege('app', oid, 'EXECUTE') AS app,
    has_function_privilege('lookup_stranger', oid, 'EXECUTE') AS stranger FROM pg_proc WHERE proname LIKE 'find\\_%'
  UNION ALL SELECT attname, x.privilege_type, NULL, NULL FROM pg_attribute, aclexplode(attacl) x WHERE x.grantee = 'baseline_lookup'::regrole
  UNION ALL SELECT nspname, x.privilege_type, NULL, NULL FROM pg_namespace, aclexplode(nspacl) x WHERE x.grantee = 'baseline_lookup'::regrole
  UNION ALL SELECT polname, pg_get_expr(polqual, polrelid), polpermissive, polroles = '{0}' FROM pg_policy
  ORDER BY 1, 2`;

const owned = (by: string): string =>
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ${by}', current_database()); END $$;`;

const convertWith = (settings: Partial<Settings>, dump = read('input.sql')) =>
  convert(Buffer.from(dump), { ...SETTINGS, ...settings });

/** What somebody changes later, and what the self-check says of it; undefined: nothing. */
const CHANGES: readonly (readonly [what: string, sql: string, finding: RegExp | undefined])[] = [
  ['nothing', '', undefined],
  ['LOGIN', 'ALTER ROLE baseline_lookup LOGIN;', /^baseline_lookup: can log in/m],
  ['SUPERUSER', 'ALTER ROLE baseline_lookup SUPERUSER;', /^baseline_lookup: is a superuser/m],
  ['BYPASSRLS', 'ALTER ROLE baseline_lookup BYPASSRLS;', /^baseline_lookup: has BYPASSRLS/m],
  ['CREATEROLE', 'ALTER ROLE baseline_lookup CREATEROLE;', /^baseline_lookup: has CREATEROLE/m],
  ['the application as a member', 'GRANT baseline_lookup TO app;', /^app: can act as baseline_lookup/m],
  [
    'a login of the application as a member',
    'GRANT baseline_lookup TO lookup_login;',
    /^lookup_login: can act as baseline_lookup/m,
  ],
  [
    'the application as a role that may grant it',
    'GRANT baseline_lookup TO app WITH ADMIN OPTION;',
    /^app: can act as baseline_lookup/m,
  ],
  ['a stranger as a member', 'GRANT baseline_lookup TO lookup_stranger;', /^lookup_stranger: can act as/m],
  [
    'a stranger as a member, who cannot connect (nothing to find)',
    `GRANT baseline_lookup TO lookup_stranger; DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$;`,
    undefined,
  ],
  [
    'the role as a member of another',
    'GRANT reader TO baseline_lookup;',
    /^baseline_lookup: is a member of reader/m,
  ],
  [
    'SELECT on another column',
    'GRANT SELECT (name) ON core.tenants TO baseline_lookup;',
    /^baseline_lookup: has SELECT \(name\) on core\.tenants/m,
  ],
  [
    'UPDATE of a lookup column',
    'GRANT UPDATE (code) ON core.tenants TO baseline_lookup;',
    /^baseline_lookup: has UPDATE \(code\) on core\.tenants/m,
  ],
  [
    'SELECT on another table',
    'GRANT SELECT ON core.users TO baseline_lookup;',
    /^baseline_lookup: has SELECT on core\.users/m,
  ],
  [
    'a lost privilege',
    'REVOKE SELECT (code) ON core.tenants FROM baseline_lookup;',
    /^baseline_lookup: lacks SELECT on core\.tenants \(code\)/m,
  ],
  [
    'a lost schema',
    'REVOKE USAGE ON SCHEMA extensions FROM baseline_lookup;',
    /^baseline_lookup: lacks USAGE/m,
  ],
  [
    'CREATE on a schema',
    'GRANT CREATE ON SCHEMA core TO baseline_lookup;',
    /^core: baseline_lookup can create/m,
  ],
  [
    'another function of the role',
    `CREATE FUNCTION core.all_codes() RETURNS SETOF varchar LANGUAGE sql SECURITY DEFINER AS 'SELECT code FROM core.tenants';
    ALTER FUNCTION core.all_codes() OWNER TO baseline_lookup;`,
    /^core\.all_codes\(\): belongs to baseline_lookup/m,
  ],
  [
    'a function with another owner',
    'ALTER FUNCTION core.find_tenant_by_code(varchar) OWNER TO CURRENT_USER;',
    /^core\.find_tenant_by_code\(character varying\): does not belong to baseline_lookup/m,
  ],
  [
    'a function for everybody',
    'GRANT EXECUTE ON FUNCTION core.find_tenant_by_code(varchar) TO PUBLIC;',
    /^core\.find_tenant_by_code\(character varying\): can be called by every role/m,
  ],
  [
    'another body',
    `CREATE OR REPLACE FUNCTION core.find_tenant_by_code(varchar) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path TO pg_catalog, pg_temp AS 'SELECT t.id FROM core.tenants t LIMIT 1';`,
    /^core\.find_tenant_by_code\(character varying\): has a different body/m,
  ],
  [
    'another search_path',
    'ALTER FUNCTION core.find_tenant_by_code(varchar) SET search_path = core;',
    /^core\.find_tenant_by_code\(character varying\): has different settings/m,
  ],
  [
    'a wider policy',
    `ALTER POLICY baseline_tenant_isolation ON core.tenants USING ((SELECT current_user) IN ('baseline_lookup', 'app') OR id = (SELECT core.current_tenant_id()));`,
    /^core\.tenants: the policy baseline_tenant_isolation is missing or differs/m,
  ],
  [
    'a lost policy',
    'DROP POLICY baseline_lookup_access ON core.tenants;',
    /^core\.tenants: the policy baseline_lookup_access is missing or differs/m,
  ],
  [
    'another policy for the role',
    'ALTER POLICY baseline_lookup_access ON core.tenants TO baseline_lookup, app;',
    /^core\.tenants: the policy baseline_lookup_access is missing or differs/m,
  ],
];

describe.each([15, 18] as const)('on PostgreSQL %d', (version) => {
  let server: Server;
  const made: Database[] = [];
  const create = async (): Promise<Database> => {
    made.push(await createDatabase(server));
    return made.at(-1)!;
  };
  beforeAll(async () => {
    server = await startServer(version);
    const control = await create();
    expect(
      await control.apply(`
        CREATE ROLE lookup_owner; CREATE ROLE lookup_creator CREATEROLE; CREATE ROLE app; CREATE ROLE reader; CREATE ROLE lookup_login; CREATE ROLE lookup_stranger;
        GRANT app TO lookup_login;`),
    ).toBeUndefined();
  });
  afterAll(async () => {
    for (const database of made.slice(1)) await database.drop();
    await made[0]?.apply(
      'DROP ROLE IF EXISTS lookup_login, lookup_stranger, app, reader, baseline_lookup, lookup_owner, lookup_creator;',
    );
    await made[0]?.drop();
    await server?.stop();
  });

  const HOW = {
    'a superuser': async (database: Database) => runsThreeTimes(database, convertWith({}).sql),
    'a plain owner, after an administrator': async (database: Database) => {
      const { before = '', sql } = partsOf(convertWith({ superuser: 'separate' }));
      expect(await database.apply(owned('lookup_owner') + before)).toBeUndefined();
      await runsThreeTimes(database, `SET SESSION AUTHORIZATION lookup_owner;\n${sql}`);
    },
    'a plain owner with CREATEROLE': async (database: Database) => {
      expect(await database.apply(owned('lookup_creator'))).toBeUndefined();
      await runsThreeTimes(database, `SET SESSION AUTHORIZATION lookup_creator;\n${convertWith({}).sql}`);
    },
    'a superuser, for the owner that the dump names': async (database: Database) => {
      const dump = `${read('input.sql')}\nALTER TABLE core.tenants OWNER TO lookup_owner;\nALTER TABLE core.users OWNER TO lookup_owner;\n`;
      await runsThreeTimes(database, convertWith({ owners: 'keep' }, dump).sql);
    },
  };

  describe.each(Object.entries(HOW))('loaded by %s', (how, load) => {
    let database: Database;
    beforeAll(async () => {
      database = await create();
      // Members of it stay members, and each of these loads is by another role.
      expect(await database.apply('DROP ROLE IF EXISTS baseline_lookup;')).toBeUndefined();
      await load(database);
      expect(await database.apply(`SET session_replication_role = replica;\n${ROWS}`)).toBeUndefined();
    });
    afterAll(async () => {
      await made.pop()?.drop();
    });

    test('the application finds a tenant before it sets one, as the column compares', async () => {
      const found = await database.output(
        asApp(`SELECT core.find_tenant_by_subdomain('BHARAT'), core.find_tenant_by_code('BHA'), core.find_tenant_by_code('bha'),
          core.find_tenant_by_code('NEW'), core.find_tenant_by_code(NULL);`),
      );
      expect(found).toBe(`${B}|${B}|||\n`);
    });

    test('it finds the other tenant while one is set', async () => {
      const found = asApp(`SET app.tenant_id = '${A}'; SELECT core.find_tenant_by_code('BHA');`);
      expect(await database.output(found)).toBe(`${B}\n`);
    });

    test('it reads no other tenant’s row, and cannot become the role that does', async () => {
      const said = await database.transcript(
        asApp(`SELECT count(*) FROM core.tenants; SET app.tenant_id = '${A}'; SELECT code FROM core.tenants;
          SET ROLE baseline_lookup; ALTER FUNCTION core.find_tenant_by_code(varchar) OWNER TO app;`),
      );
      expect(said).toMatch(/^0\nARO\n/);
      expect(said).toMatch(/permission denied to set role "baseline_lookup"/);
      expect(said).toMatch(/must be owner of function find_tenant_by_code/);
    });

    test('the role reads key and lookup columns, writes nothing, and another login may not call the functions', async () => {
      const said = await database.transcript(`
        SET SESSION AUTHORIZATION baseline_lookup; SELECT id, code, subdomain FROM core.tenants ORDER BY code; SELECT name FROM core.tenants;
        SELECT id FROM core.tenants FOR UPDATE; DELETE FROM core.tenants; SELECT * FROM core.users; CREATE TABLE core.x (); RESET SESSION AUTHORIZATION;
        SET SESSION AUTHORIZATION lookup_stranger; SELECT core.find_tenant_by_code('ARO'); RESET SESSION AUTHORIZATION;`);
      expect(said).toMatch(new RegExp(`^${A}\\|ARO\\|arogya\n${B}\\|BHA\\|bharat\n`));
      expect(said.match(/permission denied for (?:table|schema|function) \w+/g)).toEqual([
        'permission denied for table tenants',
        'permission denied for table tenants',
        'permission denied for table tenants',
        'permission denied for table users',
        'permission denied for schema core',
        'permission denied for schema core',
      ]);
    });

    test.each(CHANGES)('the self-check finds: %s', async (_what, change, finding) => {
      const said = await database.transcript(
        `BEGIN;\n${change}\nSELECT core.assert_tenant_isolation();\nROLLBACK;`,
      );
      if (finding === undefined) expect(said).not.toMatch(/ERROR/);
      else expect(said).toMatch(finding);
    });

    // Debian's pg_dump 15 reads no server of version 18.
    test.runIf(version === 15)('exported and converted again, it makes the same database', async () => {
      const dump = await database.pgDump([]);
      const kept = { owners: how.includes('owner that the dump names') ? 'keep' : 'strip' } as const;
      const again = convertWith(kept, dump);
      expect(again.diagnostics.filter(({ code }) => code.startsWith('definer/'))).toEqual([]);
      const second = await create();
      const [runner] = await database.query(
        `SELECT nspowner::regrole AS name FROM pg_namespace WHERE nspname = 'core'`,
      );
      const as = `SET SESSION AUTHORIZATION ${String(runner!['name'])};\n`;
      try {
        expect(await second.apply(`${owned(String(runner!['name']))}\n${as}${again.sql}`)).toBeUndefined();
        expect(convertWith(kept, await second.pgDump([])).sql).toBe(again.sql);
        expect(await second.query(OF_LOOKUP)).toEqual(await database.query(OF_LOOKUP));
      } finally {
        await made.splice(made.indexOf(second), 1)[0]!.drop();
      }
    });
  });

  test('a function of the dump that raises an error without a tenant is not in the way', async () => {
    const settings = settingsOf(readConfig(fixture('lookup-kernelRaises', 'pg-baseline.config.yaml'), 'x'));
    const { sql } = convert(Buffer.from(fixture('lookup-kernelRaises', 'input.sql')), settings);
    const database = await create();
    try {
      await runsThreeTimes(database, sql);
      const said = await database.transcript(`SET session_replication_role = replica;
        INSERT INTO public.organizations VALUES (1, 'a', 'a.example', 'A', false), (2, 'b', NULL, 'B', false), (3, 'c', NULL, 'C', true);
        RESET session_replication_role; SET SESSION AUTHORIZATION lookup_login;
        SELECT public.find_tenant_by_slug('b'), public.find_tenant_by_host('a.example'), public.find_tenant_by_slug('c');
        SELECT count(*) FROM public.organizations; SET app.organization = 1; SELECT slug FROM public.organizations;`);
      expect(said).toMatch(/^2\|1\|\na\n/);
      expect(said).toMatch(/ERROR: {2}unrecognized configuration parameter "app.organization"/);
    } finally {
      await made.splice(made.indexOf(database), 1)[0]!.drop();
    }
  });

  test.each(['lookup-basic', 'lookup-kernelRaises', 'lookup-later', 'lookup-noCaller'])(
    'verify finds %s right',
    async (name) => {
      const dump = fixture(name, 'input.sql');
      const settings = settingsOf(readConfig(fixture(name, 'pg-baseline.config.yaml'), 'x'));
      const { sql, report } = convert(Buffer.from(dump), settings);
      const declared = readReport(renderJson(report), 'report.json');
      const engine = await openServer(server, dump);
      try {
        const result = await verify({ engine, dump, baseline: [sql], report: declared, plain: false });
        expect(complaints(result)).toBe('');
      } finally {
        await engine.close();
      }
    },
  );

  test('without the role the self-check fails', async () => {
    const [dump, config] = ['input.sql', 'pg-baseline.config.yaml'].map((file) =>
      fixture('lookup-rolesSkip', file),
    );
    const { sql } = convert(Buffer.from(dump!), settingsOf(readConfig(config!, 'x')));
    const database = await create();
    try {
      expect(await database.apply('DROP ROLE IF EXISTS baseline_lookup')).toBeUndefined();
      expect(await database.transcript(sql.replace(/^SET LOCAL baseline/m, 'BEGIN; $&'))).toMatch(
        /^baseline_lookup: is missing, so no tenant can be found \(CREATE ROLE baseline_lookup NOLOGIN/m,
      );
      expect(await database.apply('CREATE ROLE baseline_lookup')).toBeUndefined();
      await runsThreeTimes(database, sql);
    } finally {
      await made.splice(made.indexOf(database), 1)[0]!.drop();
    }
  });

  test('verify finds it right with a role that is no superuser', async () => {
    const { sql, report } = convertWith({});
    const [dump, declared] = [read('input.sql'), readReport(renderJson(report), 'report.json')];
    const control = await create();
    expect(await control.apply('DROP ROLE IF EXISTS baseline_lookup')).toBeUndefined();
    const engine = await openEngine({ server: urlOf(server) }, dump, sql);
    const attackEngine = (): Promise<Engine> => openEngine({}, dump, sql);
    try {
      const result = await verify({
        engine,
        attackEngine,
        dump,
        baseline: [sql],
        report: declared,
        plain: false,
      });
      expect(complaints(result)).toBe('');
    } finally {
      await engine.close();
    }
  });
});
