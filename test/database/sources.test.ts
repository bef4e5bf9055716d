/** Sources on a real server: its schema by URL, and SQL that runs in scratch databases there. */
import { readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourceContext } from '../../src/cli/io/sourceContext.js';
import { InputError, render } from '../../src/diagnostics/diagnostics.js';
import { ready } from '../../src/index.js';
import type { Loaded, SqlText } from '../../src/sources/engine/loaded.js';
import { throughEngine } from '../../src/sources/engine/throughEngine.js';
import { readSource } from '../../src/sources/registry.js';
import type { Read } from '../../src/sources/source.js';
import { output } from './command.js';
import { createDatabase, type Database } from './database.js';
import { readPgDump } from './pgDump.js';
import { type Server, startServer } from './server.js';
import { urlOf } from './verify/witness.js';

let server: Server;
let clinic: Database;
beforeAll(async () => {
  await ready();
  server = await startServer(15);
  clinic = await createDatabase(server);
  await clinic.apply('CREATE TABLE public.t (a integer); CREATE VIEW public.v AS SELECT a FROM public.t;');
});
afterAll(async () => {
  await clinic?.drop();
  await server?.stop();
});

const urlTo = (database: string, user = 'postgres'): string =>
  urlOf(server).replace('postgres@/postgres', `${user}@/${database}`);

function read(url: string, env: NodeJS.ProcessEnv = server.env): Promise<Read> {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const io = { stdin: Readable.from([]), stdout: stream, stderr: stream, cwd: '/', env };
  return readSource(url, sourceContext(io, { say() {}, end() {} }));
}

const refusal = async (url: string, env?: NodeJS.ProcessEnv): Promise<InputError> => {
  const error = await read(url, env).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};

/** Databases, roles and memberships. */
const cluster = (): Promise<string> =>
  output(
    'psql',
    [
      '-X',
      '-A',
      '-t',
      '-d',
      'postgres',
      '-c',
      `SELECT (SELECT jsonb_agg(datname ORDER BY datname) FROM pg_database),
         (SELECT jsonb_agg(to_jsonb(r) ORDER BY rolname) FROM pg_authid r),
         (SELECT jsonb_agg(to_jsonb(m) ORDER BY m::text) FROM pg_auth_members m)`,
    ],
    { env: server.env },
  );

const load = (trust: boolean, ...texts: readonly SqlText[]): Promise<Loaded> =>
  throughEngine(texts, { engine: { server: urlOf(server), trust }, env: server.env });
const dump = (text: string): SqlText => ({ text, form: 'dump', file: 'dump.sql' });
const migration = (text: string, file = 'V002.sql'): SqlText => ({ text, form: 'migration', file });

it('reads the schema of a server, and changes nothing there', async () => {
  const before = await clinic.pgDump([]);
  const found = await read(urlTo(clinic.name));
  expect(found).toMatchObject({ file: `server at localhost/${clinic.name}`, form: 'dump', owners: true });
  expect(readPgDump(new TextDecoder().decode(found.bytes))).toEqual(readPgDump(before));
  expect(await clinic.pgDump(['--schema-only'])).toContain('CREATE VIEW public.v');
});

it('a refusal has the reason, and no password', async () => {
  const error = await refusal(urlTo('no_such_database', 'postgres:hunter2'));
  expect(error.code).toBe('source/pg-dump');
  expect(render(error)).toContain('database "no_such_database" does not exist');
  expect(render(error)).not.toContain('hunter2');
});

it('names what to install where there is no pg_dump', async () => {
  const error = await refusal(urlTo(clinic.name), { ...server.env, PATH: '/nowhere' });
  expect(error.code).toBe('source/no-pg-dump');
  expect(error.help).toContain('postgresql-client');
});

it('names the version to install where pg_dump is older than the server', async () => {
  const newer = await startServer(18);
  try {
    const error = await refusal(urlOf(newer), newer.env);
    expect(error.code).toBe('source/pg-dump-version');
    expect(error.help).toContain('postgresql-client-18');
  } finally {
    await newer.stop();
  }
});

it('the export and its second phase come to what the server with both of them shows', async () => {
  const before = await cluster();
  const text = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const { sql, notRun, failures, owners } = await load(
    true,
    dump(text('../samples/hims/schema_export_from_docker_20251222_110429.sql')),
    migration(text('dumps/hims/V002__add_phase2_features.sql')),
  );
  expect([notRun, failures, owners]).toEqual([[], [], true]);
  expect(readPgDump(sql)).toEqual(readPgDump(text('../samples/hims/schema_export_after_phase2.sql')));
  expect(await cluster()).toBe(before);
});

const OWNED = 'CREATE SCHEMA app; CREATE TABLE app.t (a integer); ALTER TABLE app.t OWNER TO somebody_new;';

it('with --trust, migrations run as the owner, who exists for that time only', async () => {
  const before = await cluster();
  const { sql, failures, roles } = await load(
    true,
    dump(OWNED),
    migration(`CREATE SCHEMA more; CREATE TABLE more.u (); GRANT SELECT ON more.u TO reader_new;
      CREATE ROLE made_by_migration; GRANT SELECT ON more.u TO made_by_migration;`),
    migration('CREATE INDEX CONCURRENTLY t_a ON app.t (a); CREATE SCHEMA last;', 'V003.sql'),
  );
  expect(failures).toEqual([]);
  expect(roles.toSorted()).toEqual(['reader_new', 'somebody_new']);
  expect(sql).toContain('ALTER TABLE more.u OWNER TO somebody_new;');
  expect(sql).toContain('ALTER SCHEMA last OWNER TO somebody_new;');
  expect(sql).toContain('GRANT SELECT ON TABLE more.u TO made_by_migration;');
  expect(await cluster()).toBe(before);
});

it('without --trust, nothing outside of the scratch database is touched, and the text has no owners', async () => {
  const before = await cluster();
  const { sql, failures, notRun, owners } = await load(
    false,
    dump(OWNED),
    migration(`CREATE TABLE app.u (); GRANT SELECT ON app.u TO reader_new; CREATE ROLE made_by_migration SUPERUSER;
      GRANT SELECT ON app.u TO made_by_migration; CREATE EXTENSION file_fdw;
      CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p;`),
  );
  expect(failures).toEqual([]);
  expect(notRun.map(({ why }) => why)).toEqual([
    'subscriptions, which connect to other servers',
    'statements that need a superuser',
  ]);
  expect(owners).toBe(false);
  expect(sql).toContain('GRANT SELECT ON TABLE app.u TO made_by_migration;');
  expect(sql).not.toMatch(/OWNER TO|baseline_verify/);
  expect(await cluster()).toBe(before);
});
