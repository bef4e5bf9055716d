/** What never ends, or would break PGlite, is named; nothing hangs, and nothing is a bug of ours. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import { renderVerification } from '../../../src/verify/text.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import { startServer, type Server } from '../server.js';
import { urlOf } from './witness.js';

const TABLE = 'CREATE TABLE IF NOT EXISTS public.t (id integer);';
const ENDLESS = `CREATE OR REPLACE FUNCTION public.inf() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN LOOP END LOOP; END $$;`;
const INDEX = 'CREATE INDEX IF NOT EXISTS i ON public.t ((public.inf()));';
/** It even catches what is to end it. */
const STUBBORN = `DO $$ BEGIN LOOP BEGIN LOOP END LOOP; EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;`;

let engine: Engine | undefined;
let server: Server | undefined;
afterEach(async () => {
  await engine?.close();
  await server?.stop();
  engine = server = undefined;
});

const judge = (dump: string, baseline: string): Promise<Verification> =>
  verify({ engine: engine!, dump, baseline: [baseline], plain: true });

describe('in PGlite', () => {
  test.each([
    ['of the dump', `${TABLE}${ENDLESS}${INDEX}`, TABLE],
    ['of the baseline', TABLE, `${TABLE}${ENDLESS}${INDEX}`],
  ])('a statement %s that never ends is named', async (of, dump, baseline) => {
    engine = await openEngine({ seconds: 2 });
    const result = await judge(dump, baseline);
    expect(result).toMatchObject({ ok: false, stopped: true });
    const text = renderVerification(result);
    expect(text).toContain(`stopped   at a statement ${of}`);
    expect(text).toMatch(
      /line 1: The statement did not finish within 2 s\.\n {4}CREATE INDEX IF NOT EXISTS i /,
    );
  });

  test.each([
    [
      'that runs a program',
      `DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch x'''; END $$;`,
      'could not execute command',
    ],
    [
      'that calls itself without end',
      `CREATE FUNCTION public.deep(integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN public.deep($1 + 1); END $$; SELECT public.deep(1);`,
      'stack depth limit exceeded',
    ],
  ])('a statement %s fails, and the rest is judged', async (_, sql, message) => {
    engine = await openEngine();
    const result = await judge(`${TABLE} ${sql} CREATE TABLE public.behind ();`, TABLE);
    expect(result).toMatchObject({ ok: false, stopped: false });
    expect(result.unjudged.map((one) => one.message).join()).toContain(message);
    expect(result.fidelity.missing).toContainEqual({ kind: 'table', name: 'public.behind', lines: [] });
  });

  test('a subscription cannot be made, and PL/pgSQL works behind it', async () => {
    engine = await openEngine();
    const made = (sql: string): string =>
      `${TABLE} ${sql} CREATE OR REPLACE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; DO $$ BEGIN PERFORM public.f(); END $$;`;
    const subscription = `CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);`;
    const guarded = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_subscription) THEN ${subscription} END IF; END $$;`;
    const result = await judge(made(subscription), made(guarded));
    expect(result).toMatchObject({ ok: true, failures: [], unjudged: [] });
    expect(result.notRun.map(({ why }) => why)).toEqual(['subscriptions, which need libpq']);
  });
});

/** As it is in a dump: https://www.postgresql.org/docs/current/ddl-rowsecurity.html */
const WARD = `
DO $$ BEGIN IF to_regrole('ward_app') IS NULL THEN CREATE ROLE ward_app; END IF; END $$;
CREATE TABLE IF NOT EXISTS public.tenants (id uuid PRIMARY KEY);
CREATE TABLE IF NOT EXISTS public.t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES public.tenants, note text);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY; ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS t_all ON public.t;
CREATE POLICY t_all ON public.t USING (true);
DROP POLICY IF EXISTS t_tenant_isolation ON public.t;
CREATE POLICY t_tenant_isolation ON public.t AS RESTRICTIVE USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.t TO ward_app;`;
const LOOP = `CREATE OR REPLACE FUNCTION public.wait_for_ever(text) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN LOOP END LOOP; END $$;`;
const LEAK = `CREATE OR REPLACE FUNCTION public.zzz_leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM public.t $$; ALTER TABLE public.t NO FORCE ROW LEVEL SECURITY;`;
/** No call: it is tried with hundreds of others in one statement. */
const LOOP_OF_TRIGGER = `CREATE OR REPLACE FUNCTION public.spin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF session_user = 'ward_app' OR current_user <> session_user OR new.note IS NOT NULL THEN LOOP END LOOP; END IF; RETURN new; END $$;
CREATE OR REPLACE TRIGGER spin BEFORE UPDATE OF note ON public.t FOR EACH ROW EXECUTE FUNCTION public.spin();`;

describe('attacks in PGlite that never end', () => {
  test('are named, and the others are tried', async () => {
    engine = await openEngine({ seconds: 2 });
    const dump = `${WARD}${LOOP}${LEAK}`;
    const { isolation } = await judge(dump, dump);
    if (!isolation || !('isolated' in isolation)) throw new Error(isolation?.message ?? 'not tried');
    expect(isolation.lost).toHaveLength(1);
    for (const { statement, why } of isolation.lost) {
      expect(statement).toContain('SELECT public.wait_for_ever(');
      expect(why).toBe('The statement did not finish within 2 s.');
    }
    expect(isolation.undeclared.map(({ relation }) => relation)).toContain('public.zzz_leak');
  });

  test('a trigger that never ends is named by the statement that fires it', async () => {
    engine = await openEngine({ seconds: 2 });
    const { isolation } = await judge(`${WARD}${LOOP_OF_TRIGGER}`, `${WARD}${LOOP_OF_TRIGGER}`);
    const said =
      isolation && 'isolated' in isolation
        ? isolation.lost.map((one) => one.statement)
        : [isolation?.message];
    expect(said.length).toBeGreaterThan(0);
    for (const one of said) expect(one).toMatch(/UPDATE public\.t SET .*note = /);
  });
});

/** What PostgreSQL takes with 2 MB of stack: see depth.test.ts. */
const TERMS = `CREATE OR REPLACE VIEW public.deep AS SELECT id${' + 1'.repeat(4000)} AS a FROM public.t;`;
const NESTED = `CREATE OR REPLACE VIEW public.deep AS ${'SELECT * FROM ('.repeat(1500)}SELECT id FROM public.t${') x'.repeat(1500)};`;

test.each([
  ['4,000 terms', TERMS],
  ['1,500 queries in FROM', NESTED],
])('PGlite and a server write out a view of %s', async (_, view) => {
  const dump = `${TABLE}${view}`;
  engine = await openEngine();
  expect(await judge(dump, dump)).toMatchObject({ ok: true, failures: [] });
  await engine.close();
  server = await startServer(15);
  engine = await openEngine({ server: urlOf(server) });
  expect(await judge(dump, dump)).toMatchObject({ ok: true, failures: [] });
});

test('what is too deep to be written out is said of the dump', async () => {
  server = await startServer(15);
  const url = urlOf(server);
  // Enough to make it, not to write it out.
  engine = await openEngine({ server: url });
  const view = TERMS.replaceAll(' + 1', '').replace('SELECT id', `SELECT id${' + 1'.repeat(6500)}`);
  const result = await judge(`${TABLE}${view}`, `${TABLE}${view}`);
  const said = [...result.unjudged, ...result.failures].map(({ message }) => message);
  expect(result.ok).toBe(false);
  expect(said).toContain('stack depth limit exceeded');
});

describe('on a server', () => {
  test('what never ends fails, and the rest is judged', async () => {
    server = await startServer(15);
    engine = await openEngine({ server: urlOf(server), seconds: 1 });
    const result = await judge(`${TABLE}${ENDLESS}${INDEX} CREATE TABLE public.behind ();`, TABLE);
    expect(result).toMatchObject({ ok: false, stopped: false });
    expect(result.unjudged).toMatchObject([
      { statement: { text: INDEX.slice(0, -1) }, message: 'The statement did not finish within 1 s.' },
    ]);
    expect(result.fidelity.missing).toContainEqual({ kind: 'table', name: 'public.behind', lines: [] });
  });

  test('what cannot even be cancelled is named', async () => {
    server = await startServer(15);
    engine = await openEngine({ server: urlOf(server), seconds: 1 });
    const result = await judge(`${TABLE} SET statement_timeout = 0; ${STUBBORN}`, TABLE);
    expect(result).toMatchObject({ ok: false, stopped: true });
    expect(renderVerification(result)).toMatch(/line 1: The statement did not finish within 1 s\.\n {4}DO /);
  });
});
