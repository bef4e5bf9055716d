/** `owners: keep` where the owner that the export names is no superuser: what only a superuser can own stays the runner's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';
import { convertSample, partsOf } from './conversion.js';

let server: Server;
let control: Database;
let database: Database | undefined;
beforeAll(async () => {
  server = await startServer(15);
  control = await createDatabase(server);
  expect(await control.apply('ALTER ROLE hims_admin NOSUPERUSER')).toBeUndefined();
});
afterAll(async () => {
  await database?.drop();
  await control?.apply('ALTER ROLE hims_admin SUPERUSER');
  await control?.drop();
  await server?.stop();
});

const OWNERS = `
  SELECT 'event trigger' AS what, evtowner::regrole::text AS owner FROM pg_event_trigger WHERE evtname = 'hims_log_ddl'
  UNION ALL SELECT 'table', relowner::regrole::text FROM pg_class WHERE oid = to_regclass('clinical.patients')
  UNION ALL SELECT 'publication', pubowner::regrole::text FROM pg_publication WHERE pubname = 'hims_reporting'
  ORDER BY 1`;

test('a superuser loads it, twice', async () => {
  database = await createDatabase(server);
  const { sql } = await convertSample({ owners: 'keep', superuser: 'inline' });
  expect(await database.apply(sql)).toBeUndefined();
  expect(await database.apply(sql)).toBeUndefined();
  expect(await database.query(OWNERS)).toEqual([
    { what: 'event trigger', owner: 'postgres' },
    { what: 'publication', owner: 'hims_admin' },
    { what: 'table', owner: 'hims_admin' },
  ]);
  await database.drop();
  database = undefined;
}, 300_000);

test('the owner itself loads it, between the files of an administrator', async () => {
  database = await createDatabase(server);
  const { before = '', sql, after = '' } = partsOf(await convertSample({ owners: 'keep' }));
  const owned = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO hims_admin', current_database()); END $$;`;
  expect(await database.apply(owned + before)).toBeUndefined();
  expect(await database.apply(`SET SESSION AUTHORIZATION hims_admin;\n${sql}`)).toBeUndefined();
  expect(await database.apply(after)).toBeUndefined();
  expect(await database.query(OWNERS)).toEqual([
    { what: 'event trigger', owner: 'postgres' },
    { what: 'publication', owner: 'hims_admin' },
    { what: 'table', owner: 'hims_admin' },
  ]);
}, 300_000);
