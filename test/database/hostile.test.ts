/** Hostile names and texts on a real server: the baseline loads twice, and nobody gains anything. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../src/index.js';
import { dumpOf, presets } from '../hostile/dump.js';
import { chosen } from '../hostile/names.js';
import { readCatalog } from './catalog.js';
import { createDatabase } from './database.js';
import { differences } from './schema.js';
import { startServer, type Server } from './server.js';

await ready();

const SAMPLES = fc.sample(chosen, { numRuns: 5, seed: 20251222 });

let server: Server;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server.stop());

const superusers = `SELECT string_agg(rolname, ', ') AS names FROM pg_roles WHERE rolsuper`;

test.each(Object.entries(presets).flatMap(([preset]) => SAMPLES.map((_, at) => [preset, at] as const)))(
  '%s, sample %i',
  async (preset, at) => {
    const sample = SAMPLES[at]!;
    const { sql, files } = convert(Buffer.from(dumpOf(sample)), presets[preset]!(sample));
    const file = (word: string): string[] =>
      files.filter(({ path }) => path.includes(word)).map((one) => one.sql);
    const scripts = [...file('before'), sql, ...file('after')];
    const database = await createDatabase(server);
    try {
      const [before] = await database.query(superusers);
      for (const script of scripts) expect(await database.apply(script)).toBeUndefined();
      const once = await readCatalog(database.query, { privileges: true });
      for (const script of scripts) expect(await database.apply(script)).toBeUndefined();
      expect(differences(once, await readCatalog(database.query, { privileges: true }))).toBe('');
      expect(await database.query(superusers)).toEqual([before]);
    } finally {
      await database.drop();
    }
  },
);

/** A name that ends the tag of a text and goes on in SQL, as a person with CREATE would choose it. */
const ending = (tag: string): string => `"$${tag}$;ALTER ROLE hims_app SUPERUSER;DO $${tag}$"`;

test.each(
  ['baseline', 'check', 'guard', 'owner'].flatMap((tag) =>
    (['plain', 'hims'] as const).map((preset) => [tag, preset] as const),
  ),
)('a schema, a table and a column that end $%s$, preset %s', async (tag, preset) => {
  const name = ending(tag);
  const dump = `CREATE SCHEMA ${name};
CREATE TABLE public.tenants (id uuid NOT NULL, CONSTRAINT tenants_pkey PRIMARY KEY (id));
CREATE TABLE ${name}.${name} (${name} integer NOT NULL, tenant_id uuid NOT NULL);
ALTER TABLE ${name}.${name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ONLY ${name}.${name} FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY ${name}.${name} ADD CONSTRAINT ${name} FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);
`;
  const { sql } = convert(Buffer.from(dump), { preset });
  const database = await createDatabase(server);
  try {
    const [before] = await database.query(superusers);
    for (const run of [1, 2, 3]) expect(await database.apply(sql), `run ${run}`).toBeUndefined();
    expect(await database.query(superusers)).toEqual([before]);
  } finally {
    await database.drop();
  }
});

test('psql that goes on after errors runs nothing that a name says', async () => {
  const table = `public."$baseline$;ALTER ROLE hims_app SUPERUSER;DO $baseline$"`;
  const dump = `CREATE TABLE ${table} (id integer NOT NULL);
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ONLY ${table} FORCE ROW LEVEL SECURITY;
`;
  const database = await createDatabase(server);
  try {
    const [before] = await database.query(superusers);
    const { sql } = convert(Buffer.from(dump), { preset: 'plain' });
    // Without a transaction the file refuses to run, and all that a name could make of it is read-only.
    const errors = await database.restore(sql);
    expect(errors[0]).toMatch(/This file must run in one transaction/);
    expect(errors.filter((one) => !/in one transaction|read-only|does not exist/.test(one))).toEqual([]);
    expect(await database.query(superusers)).toEqual([before]);
  } finally {
    await database.drop();
  }
});
