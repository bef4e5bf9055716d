/**
 * What worked on the export works on the baseline: the same statements, of the same roles, with the same outcome. The
 * application has one tenant set. On the export there is nothing but that tenant's rows; the baseline has the rows of
 * another one too, and nobody may notice. Superusers see them, and are compared with an export that has both.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALLS } from './calls.js';
import { ANYBODY, startHospital, type Hospital } from './databases.js';
import { comparable, masked, maskedRows } from './outcomes.js';
import { readable, relationsOf } from './relations.js';
import { SCENARIOS, type Step } from './scenarios.js';
import { attempt, type Attempt, type Outcome, type Session } from './session.js';
import { OF_TENANT_A, OWN_SCHEMAS } from './tenants.js';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital?.stop());

interface Pair {
  readonly sql: string;
  /** Outcomes on the export, any of which will do. */
  readonly before: readonly [Outcome, ...Outcome[]];
  readonly after: Outcome;
}

/**
 * The same attempts on the export and on the baseline. An administrator sees both tenants in tables, and in views, which
 * run as the owner of the baseline, the one that is set.
 */
async function sideBySide(role: string, attempts: readonly Attempt[]): Promise<Pair[]> {
  const session: Session = { role, settings: OF_TENANT_A };
  const one = await attempt(hospital.one, session, attempts);
  const both = role === 'hims_admin' ? await attempt(hospital.raw, session, attempts) : undefined;
  const after = await attempt(hospital.baseline, session, attempts);
  return attempts.map(({ sql }, at) => ({
    sql,
    before: both === undefined ? [one[at]!] : [both[at]!, one[at]!],
    after: withNamesOfTheDump(after[at]!),
  }));
}

/** Messages name constraints, and some of the dump's have given way to others. */
const withNamesOfTheDump = (outcome: Outcome): Outcome => ({
  ...outcome,
  message: hospital.conversion.report.replaced
    .filter(({ kind }) => kind === 'constraint' || kind === 'index')
    .reduce<string | null>(
      (message, { by, name }) => message?.replaceAll(`"${by}"`, `"${name.replace(/^\w+\./, '')}"`) ?? null,
      outcome.message,
    ),
});

/** What differs, beside what it should have been. */
function expectSame(pairs: readonly Pair[]): void {
  const differing = pairs.filter(
    ({ before, after }) =>
      !before.some((outcome) => isDeepStrictEqual(comparable(outcome, after), masked(outcome))),
  );
  const shown = (outcome: (pair: Pair) => unknown) =>
    differing.map((pair) => ({ sql: pair.sql, outcome: outcome(pair) }));
  expect(shown(({ before, after }) => comparable(before[0], after))).toEqual(
    shown(({ before }) => masked(before[0])),
  );
}

const attemptsOf = (steps: readonly Step[]): Attempt[] =>
  steps.map((step) => (typeof step === 'string' ? { sql: step } : step));

describe('a hospital at work', () => {
  test.each(SCENARIOS)('%s', async (_name, steps) => {
    const pairs = await sideBySide('hims_app', attemptsOf(steps));
    const working = pairs.filter(({ before }) => before[0].state === null);
    expect(working.length, 'steps that work on the export').toBeGreaterThan(steps.length / 2);
    expectSame(pairs);
  });

  test('every trigger function of the export is called on the way', async () => {
    const session = {
      role: 'hims_app',
      settings: OF_TENANT_A,
      prepared: `SET LOCAL track_functions = 'all';`,
    };
    const called = {
      as: 'hims_admin',
      sql: `SELECT schemaname || '.' || funcname AS name FROM pg_stat_xact_user_functions`,
    };
    const names = new Set<string>();
    for (const [, steps] of SCENARIOS) {
      const outcomes = await attempt(hospital.one, session, [...attemptsOf(steps), called]);
      for (const { name } of outcomes.at(-1)?.rows ?? []) names.add(String(name));
    }
    const all = await hospital.one.query(`
      SELECT p.oid::regproc::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE ${OWN_SCHEMAS} AND (p.prorettype = 'event_trigger'::regtype
        OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = p.oid AND t.tgenabled IN ('O', 'A'))) ORDER BY 1`);
    expect(all.length).toBe(25);
    expect(all.map(({ name }) => String(name)).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('every function', () => {
  test.each(['hims_app', 'hims_readonly', 'hims_admin', ANYBODY])('as %s', async (role) => {
    expectSame(
      await sideBySide(
        role,
        CALLS.map((sql) => ({ sql, undo: true })),
      ),
    );
  });

  test('the calls leave none out', async () => {
    // What makes ranges is of the language internal.
    const all = await hospital.one.query(`
      SELECT DISTINCT p.oid::regproc::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE ${OWN_SCHEMAS} AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
        AND (SELECT lanname FROM pg_language WHERE oid = p.prolang) <> 'internal'`);
    expect(all.length).toBeGreaterThan(50);
    const called = CALLS.join('\n');
    expect(all.filter(({ name }) => !called.includes(`${String(name)}(`))).toEqual([]);
  });

  test('a procedure that commits on its way', async () => {
    const call = `SET SESSION AUTHORIZATION hims_admin; CALL audit.purge_old('100 years');`;
    expect(await hospital.raw.restore(call)).toEqual([]);
    expect(await hospital.baseline.restore(call)).toEqual([]);
  });
});

describe('every view that a role could read, it can read', () => {
  test.each(['hims_app', 'hims_readonly', ANYBODY])('%s', async (role) => {
    const views = (await relationsOf(hospital.one, role)).filter(
      (relation) => relation.kind === 'v' && readable(relation).length > 0,
    );
    if (role !== ANYBODY) expect(views.length).toBeGreaterThan(10);
    const attempts = views.map((view) => ({ sql: `SELECT ${readable(view).join(', ')} FROM ${view.name}` }));
    const session: Session = { role, settings: OF_TENANT_A };
    const before = await attempt(hospital.one, session, attempts);
    const byReader = await attempt(hospital.one, { ...session, prepared: OF_THEIR_READERS }, attempts);
    const after = await attempt(hospital.baseline, session, attempts);
    const lost = attempts.flatMap(({ sql }, at) => {
      const [was, own, is] = [before[at]!, byReader[at]!, after[at]!];
      return was.state !== null || shows(was, own, is) ? [] : [{ sql, was, own, is }];
    });
    expect(lost).toEqual([]);
  });

  test('hims_admin', async () => {
    const views = (await relationsOf(hospital.raw, 'hims_admin')).filter(({ kind }) => kind === 'v');
    expect(views.length).toBe(26);
    const pairs = await sideBySide(
      'hims_admin',
      views.map(({ name }) => ({ sql: `SELECT * FROM ${name}` })),
    );
    expect(pairs.filter(({ before, after }) => before[0].state !== after.state)).toEqual([]);
  });
});

const OF_THEIR_READERS = `DO $$ DECLARE view text; BEGIN
  FOR view IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'v' AND ${OWN_SCHEMAS}
  LOOP EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', view); END LOOP;
END $$;`;

/**
 * The same rows as before; or, since the export's views run as a superuser and show what the author's policies close to
 * their reader, those that the reader would see without the view; or something between the two.
 */
function shows(was: Outcome, own: Outcome, is: Outcome): boolean {
  const [most, least, shown] = [maskedRows(was), maskedRows(own), maskedRows(is)];
  const within = (some: readonly string[], all: readonly string[]): boolean =>
    some.every((row) => all.includes(row));
  const same = (rows: readonly string[]): boolean => within(rows, shown) && within(shown, rows);
  if (is.state !== null) return false;
  if (same(most)) return true;
  if (own.state === null) return same(least) || (within(least, shown) && within(shown, most));
  return shown.length > 0 && within(shown, most);
}
