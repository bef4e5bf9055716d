/**
 * No way from one tenant to another: every relation and every function that a role of the application may use is tried,
 * with tenant A set, on a database that has B's rows too. What gets across must be what the report declares.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aimedAttacks,
  blindAttacks,
  insertions,
  moves,
  rowsOf,
  watchOf,
  type Attack,
  type Rows,
} from './attacks.js';
import { CALLS } from './calls.js';
import { cascadeLeaks } from './cascades.js';
import { OWNER, startHospital, type Hospital } from './databases.js';
import { judge, keyOf, leaksOf, TIGHT, type Leak } from './leaks.js';
import { masked } from './outcomes.js';
import { tryForeignKeys, tryUniqueKeys } from './references.js';
import { OPENINGS } from './openings.js';
import { relationsOf, type Relation } from './relations.js';
import { ofB } from './sample.js';
import { SCENARIOS } from './scenarios.js';
import { attempt, type Outcome } from './session.js';
import { A, B, OF_TENANT_A, OWN_SCHEMAS, tenantColumns } from './tenants.js';
import { overlooked, viewedOfB } from './visible.js';

const ROLES = ['hims_app', 'hims_readonly'];

let hospital: Hospital;
let columns: ReadonlyMap<string, string>;
let everyRowOfB: string;
/** Of A, of B and of nobody, by relation. */
let rows: readonly ReadonlyMap<string, Rows>[];
beforeAll(async () => {
  hospital = await startHospital();
  const { baseline } = hospital;
  columns = await tenantColumns(baseline);
  const roots = (await relationsOf(baseline, 'hims_app')).filter(({ name, root }) => name === root);
  everyRowOfB = watchOf(
    columns,
    roots.map(({ name }) => name).filter((name) => columns.has(name)),
  );
  rows = await Promise.all(([A, B, undefined] as const).map((tenant) => rowsOf(baseline, columns, tenant)));
});
afterAll(() => hospital?.stop());

describe('reading', () => {
  test('with tenant A set, every relation shows what tenant A may see, and no more', async () => {
    const leaks: Leak[] = [];
    // The owner too: FORCE holds it to the current tenant, and with it every function that runs as the owner.
    for (const role of [...ROLES, OWNER]) {
      leaks.push(...(await overlooked(hospital, role, OF_TENANT_A, hospital.one)));
    }
    expect(judge(hospital.conversion, ['read'], leaks)).toEqual(TIGHT);
  });

  test.each([
    ['unset', { 'app.current_user': OF_TENANT_A['app.current_user'] }],
    ['empty', { ...OF_TENANT_A, 'app.current_tenant': '' }],
  ] as const)('with the setting %s, there is what is everybody’s', async (_name, settings) => {
    for (const role of ROLES) {
      const leaks = await overlooked(hospital, role, settings, hospital.shared);
      expect(judge(hospital.conversion, ['read'], leaks).undeclared).toEqual([]);
    }
  });
});

describe('writing', () => {
  test('no role changes, adds, moves or truncates rows of another tenant', async () => {
    const leaks: Leak[] = [];
    for (const role of ROLES) {
      const attacks: Attack[] = [];
      for (const relation of await relationsOf(hospital.baseline, role)) {
        attacks.push(...(await attacksOn(relation)));
      }
      expect(attacks.length).toBeGreaterThan(1000);
      const outcomes = await attempt(hospital.baseline, { role, settings: OF_TENANT_A }, attacks);
      leaks.push(...leaksOf(attacks, outcomes, role), ...(await cascadeLeaks(hospital.baseline, role)));
    }
    expect(judge(hospital.conversion, ['write', 'truncate'], leaks)).toEqual(TIGHT);
  });

  test('with no tenant set, nobody’s rows are changed, and nobody gets any', async () => {
    const attacks = (await relationsOf(hospital.baseline, 'hims_app')).flatMap((relation) =>
      rows.slice(0, 2).flatMap((its) => {
        const others = its.get(relation.name);
        return others === undefined ? [] : aimedAttacks(relation, others);
      }),
    );
    const outcomes = await attempt(hospital.baseline, { role: 'hims_app', settings: {} }, attacks);
    expect(leaksOf(attacks, outcomes, 'hims_app')).toEqual([]);
  });
});

async function attacksOn(relation: Relation): Promise<Attack[]> {
  const column = columns.get(relation.name);
  if (relation.kind === 'v') {
    return [
      ...blindAttacks(relation, everyRowOfB),
      ...insertions(relation, await viewedOfB(hospital, relation), everyRowOfB),
    ];
  }
  if (column === undefined) return blindAttacks(relation, everyRowOfB);
  const [own, theirs, nobodys] = rows.map((its) => its.get(relation.name));
  return [
    ...blindAttacks(relation, watchOf(columns, [relation.root])),
    ...[theirs, nobodys].flatMap((others) => (others === undefined ? [] : aimedAttacks(relation, others))),
    ...(own === undefined ? [] : moves(relation, column, own)),
  ];
}

describe('functions', () => {
  test('B’s ids lead nowhere: a call is answered as if there were no B', async () => {
    const leaks: Leak[] = [];
    for (const role of ROLES) {
      const session = { role, settings: OF_TENANT_A };
      const calls = CALLS.map((sql) => ({ sql: ofB(sql), undo: true }));
      const without = await attempt(hospital.one, session, calls);
      const watched = calls.map((call) => ({ ...call, watch: everyRowOfB }));
      const beside = await attempt(hospital.baseline, session, watched);
      calls.forEach(({ sql }, at) => {
        const relation =
          /\b(?:CALL|SELECT|FROM|,|\()\s*(?:ARRAY\[)?([a-z]+\.[a-z_]+)\(/.exec(sql)?.[1] ?? sql;
        const [expected, actual] = [without[at]!, beside[at]!];
        if (!sameAnswer(expected, actual) || actual.changed === true) {
          leaks.push({ kind: 'function', relation, evidence: `${role}: ${sql} → ${JSON.stringify(actual)}` });
        }
      });
    }
    expect(judge(hospital.conversion, ['function'], leaks)).toEqual(TIGHT);
  });

  test('no role puts a function where the functions of the dump look for theirs', async () => {
    const schemas = await hospital.baseline.query(
      `SELECT nspname AS name FROM pg_namespace n WHERE ${OWN_SCHEMAS}`,
    );
    const leaks: Leak[] = [];
    for (const role of ROLES) {
      const attacks = schemas.map(({ name }): Attack => ({
        relation: String(name),
        kind: 'function',
        undo: true,
        leaked: ({ state }) => state === null,
        sql: `CREATE FUNCTION ${String(name)}.to_jsonb(text) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'`,
      }));
      const outcomes = await attempt(hospital.baseline, { role, settings: OF_TENANT_A }, attacks);
      leaks.push(...leaksOf(attacks, outcomes, role));
    }
    expect(judge(hospital.conversion, ['function'], leaks).undeclared).toEqual([]);
  });

  test('a day’s work with B’s ids changes nothing of B', async () => {
    const steps = SCENARIOS.flatMap(([, all]) => all.filter((step) => typeof step === 'string'));
    const attacks = steps.map((sql) => ({ sql: ofB(sql), undo: true, watch: everyRowOfB }));
    expect(attacks.length).toBeGreaterThan(60);
    const outcomes = await attempt(hospital.baseline, { role: 'hims_app', settings: OF_TENANT_A }, attacks);
    expect(attacks.filter((_, at) => outcomes[at]!.changed === true).map(({ sql }) => sql)).toEqual([]);
  });
});

/** Messages name constraints, which the baseline has more of. */
const sameAnswer = (expected: Outcome, actual: Outcome): boolean =>
  JSON.stringify(masked({ ...expected, message: null })) ===
  JSON.stringify(masked({ ...actual, message: null }));

describe('keys', () => {
  /** Keys of which the order of their answers tells more than their values; verify shows those. */
  const answering = (): string[] =>
    hospital.conversion.report.known.flatMap(({ attack, relation, name, why }) =>
      /DEFERRABLE: SET CONSTRAINTS/.test(why) ? [keyOf(attack, relation, name)] : [],
    );

  test('no foreign key of the dump accepts a key of another tenant', async () => {
    const { tried, leaks, unclear } = await tryForeignKeys(hospital);
    expect(tried).toBeGreaterThan(200);
    expect(unclear).toEqual([]);
    const { undeclared, unfounded } = judge(hospital.conversion, ['foreign key'], leaks);
    expect(undeclared).toEqual([]);
    expect(unfounded.toSorted()).toEqual(answering().toSorted());
  });

  test('no unique key tells what another tenant has', async () => {
    const { tried, keys, leaks, unclear } = await tryUniqueKeys(hospital);
    expect(tried).toBeGreaterThan(20);
    expect(unclear).toEqual([]);
    const { undeclared, unfounded } = judge(hospital.conversion, ['unique'], leaks);
    expect(undeclared).toEqual([]);
    // Chosen primary keys, and keys over references, are tried by verify.
    expect(unfounded.filter((one) => keys.has(one))).toEqual([]);
  });
});

describe('the self-check', () => {
  const check = { sql: 'SELECT core.assert_tenant_isolation()', as: OWNER };

  test('finds nothing on what the baseline made', async () => {
    const [outcome] = await attempt(hospital.baseline, { role: OWNER, settings: {} }, [check]);
    expect(outcome).toMatchObject({ state: null });
  });

  test.each(OPENINGS)('finds %s', async (_what, opening) => {
    const session = { role: OWNER, settings: {}, prepared: opening };
    const [outcome] = await attempt(hospital.baseline, session, [check]);
    expect(outcome!.message).toMatch(/not isolated/);
  });
});
