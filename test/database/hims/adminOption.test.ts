/** Who may grant a role can grant it to itself: from PostgreSQL 16 on, also a member that does not have its rights yet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../command.js';
import { withoutLz4 } from '../lz4.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';
import { convertSample } from './conversion.js';
import { makeBaseline, OWNER } from './databases.js';

const adminOnly = (version: number): string =>
  version < 16 ? 'WITH ADMIN OPTION' : 'WITH ADMIN TRUE, INHERIT FALSE, SET FALSE';

describe.each([15, 18] as const)('on PostgreSQL %d', (version) => {
  let server: Server;
  let database: Database;

  async function psql(script: string, name = database.name): Promise<string> {
    const { stderr } = await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', name, '-f', '-'], {
      env: { ...server.env, PGOPTIONS: '-c client_min_messages=warning' },
      input: script,
    });
    return stderr;
  }
  const said = (change: string): Promise<string> =>
    psql(
      `BEGIN; ${change} SET LOCAL SESSION AUTHORIZATION ${OWNER}; SELECT core.assert_tenant_isolation() \\g /dev/null\nROLLBACK;`,
    );

  beforeAll(async () => {
    server = await startServer(version);
    await psql(
      `SELECT to_regrole('${OWNER}') IS NULL AS missing \\gset\n\\if :missing\nCREATE ROLE ${OWNER};\n\\endif`,
      'postgres',
    );
    database = await createDatabase(server);
    const conversion = await convertSample();
    await makeBaseline(database, { ...conversion, sql: withoutLz4(conversion.sql) }, 1);
  });
  afterAll(async () => {
    await database?.drop();
    await server?.stop();
  });

  const how = version < 16 ? 'is a member of' : 'can make itself a member of';
  test.each([
    [
      'the owner',
      `GRANT ${OWNER} TO hims_app ${adminOnly(version)};`,
      `hims_app: ${how} ${OWNER}, which owns`,
    ],
    [
      'a role that may grant the owner',
      `CREATE ROLE later; GRANT ${OWNER} TO later ${adminOnly(version)}; GRANT later TO hims_app;`,
      `hims_app: ${how} ${OWNER}, which owns`,
    ],
    [
      'a role with BYPASSRLS',
      `CREATE ROLE later BYPASSRLS; GRANT later TO hims_app ${adminOnly(version)};`,
      `hims_app: ${how} later, which has BYPASSRLS`,
    ],
    [
      'a predefined role',
      `GRANT pg_read_all_data TO hims_app ${adminOnly(version)};`,
      `hims_app: ${how} pg_read_all_data`,
    ],
    ['BYPASSRLS', 'ALTER ROLE hims_app BYPASSRLS;', 'hims_app: has BYPASSRLS'],
    ['SUPERUSER', 'ALTER ROLE hims_app SUPERUSER;', 'hims_app: is a superuser'],
  ])('the self-check finds an application role with %s', async (_, change, finding) => {
    expect(await said(change)).toContain(finding);
  });

  test('CREATEROLE is a hole before version 16, where it grants any role', async () => {
    const answer = await said('ALTER ROLE hims_app CREATEROLE;');
    if (version < 16) expect(answer).toContain('hims_app: has CREATEROLE');
    else expect(answer).toBe('');
  });

  test('who has made the application’s role is not the application', async () => {
    const made = `CREATE ROLE provisioner BYPASSRLS; ${version < 16 ? '' : `GRANT hims_app TO provisioner ${adminOnly(version)};`}`;
    expect(await said(made)).toBe('');
  });
});
