/** What never ends, or would break PGlite, is named; nothing hangs, and nothing is a bug of ours. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine.js';
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
