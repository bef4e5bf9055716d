/** A baseline whose client does not run it in one transaction: whatever the client does about errors, nothing changes. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { scan } from '../../../src/source/scan.js';
import { createDatabase, type Database } from '../database.js';
import { convertSample, readExport } from '../hims/conversion.js';
import { startServer, type Server } from '../server.js';
import { connect } from './client.js';

await ready();
const LARGE_OBJECTS = convert(
  readFileSync(new URL('../../../fixtures/largeObject-kept/input.sql', import.meta.url)),
  { preset: 'plain', off: ['stripData'] },
).sql;

let server: Server;
let database: Database;
let nothing: string;
beforeAll(async () => {
  server = await startServer(15);
  database = await createDatabase(server);
  nothing = await state();
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

/** The schema, and what a dump of one database does not hold. */
async function state(): Promise<string> {
  const others = await database.query(
    `SELECT (SELECT jsonb_agg(rolname ORDER BY rolname) FROM pg_roles) AS roles,
            (SELECT count(*) FROM pg_largeobject_metadata) AS "large objects"`,
  );
  return `${await database.pgDump(['--restrict-key=x'])}${JSON.stringify(others)}`;
}

const READ_ONLY = /this session is now read-only; close it, or run RESET default_transaction_read_only$/;

describe.each([
  ['the sample', async () => (await convertSample()).sql],
  ['the sample, preset plain', async () => convert(readExport(), { preset: 'plain' }).sql],
  ['large objects', async () => LARGE_OBJECTS],
])('%s', (_, make) => {
  let sql: string;
  beforeAll(async () => {
    sql = await make();
  });

  test('psql without -1 and without ON_ERROR_STOP, twice on one connection', async () => {
    const errors = await database.restore(`${sql}\n${sql}`);
    expect(errors.filter((error) => READ_ONLY.test(error))).toHaveLength(2);
    expect(await state()).toBe(nothing);
  });

  test('a client that sends statement by statement and goes on', async () => {
    const client = await connect(server, database);
    const errors: string[] = [];
    for (const { text } of scan(sql)) {
      await client.query(text).catch((error: Error) => errors.push(error.message));
    }
    await client.end();
    expect(errors[0]).toMatch(READ_ONLY);
    expect(
      errors.slice(1).filter((error) => !/read-only transaction|does not exist|not exist yet/.test(error)),
    ).toEqual([]);
    expect(await state()).toBe(nothing);
  });
});

test('the session takes the baseline again when it is told to write', async () => {
  const { sql } = convert(Buffer.from('CREATE TABLE public.beds (id integer);'), { preset: 'plain' });
  const again = await createDatabase(server);
  const client = await connect(server, again);
  try {
    for (const { text } of scan(sql)) await client.query(text).catch(() => {});
    await expect(client.query(`BEGIN;\n${sql}`)).rejects.toThrow(/read-only transaction/);
    await client.query(`ROLLBACK; RESET default_transaction_read_only`);
    await client.query(`BEGIN;\n${sql}\nCOMMIT`);
    expect(await again.query(`SELECT to_regclass('public.beds')::text AS made`)).toEqual([
      { made: 'public.beds' },
    ]);
  } finally {
    await client.end();
    await again.drop();
  }
});

test('client.query(file) is one transaction, and works twice on one connection', async () => {
  const { sql } = convert(readExport(), { preset: 'plain' });
  const made = await createDatabase(server);
  const client = await connect(server, made);
  try {
    await client.query(sql);
    const first = await made.pgDump(['--restrict-key=x']);
    await client.query(sql);
    expect(await made.pgDump(['--restrict-key=x'])).toBe(first);
    await client.query('CREATE TABLE public.later (); ');
  } finally {
    await client.end();
    await made.drop();
  }
});
