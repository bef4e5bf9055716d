/**
 * No way from one tenant to another: every relation and every function that a role of the application may use is tried,
 * with tenant A set, on a database that has B's rows too. What gets across must be what the report declares.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aimedAttacks,
  blindAttacks,
  insertions,
  reading,
  rowsOf,
  watchOf,
  type Attack,
  type Rows,
} from './attacks.js';
import { CALLS } from './calls.js';
import { startHospital, type Hospital } from './databases.js';
import { judge, leaksOf, TIGHT, type Leak } from './leaks.js';
import { masked, maskedRows } from './outcomes.js';
import { tryForeignKeys, tryUniqueKeys } from './references.js';
import { relationsOf, type Relation } from './relations.js';
import { ofB } from './sample.js';
import { SCENARIOS } from './scenarios.js';
import { attempt, type Outcome } from './session.js';
import { A, B, OF_TENANT_A, OWN_SCHEMAS, tenantColumns } from './tenants.js';
import type { Database, Row } from '../database.js';

const ROLES = ['hims_app', 'hims_readonly'];

let hospital: Hospital;
let columns: ReadonlyMap<string, string>;
let everyRowOfB: string;
let rowsOfA: ReadonlyMap<string, Rows>;
let rowsOfB: ReadonlyMap<string, Rows>;
beforeAll(async () => {
  hospital = await startHospital();
  const { baseline } = hospital;
  columns = await tenantColumns(baseline);
  const roots = (await relationsOf(baseline, 'hims_app')).filter(({ name, root }) => name === root);
  everyRowOfB = watchOf(
    columns,
    roots.map(({ name }) => name).filter((name) => columns.has(name)),
  );
  rowsOfA = await rowsOf(baseline, columns, A);
  rowsOfB = await rowsOf(baseline, columns, B);
});
afterAll(() => hospital?.stop());

/** Filled by a superuser, past every policy: there must be something to leak. */
const FILLED = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'm' AND ${OWN_SCHEMAS} ORDER BY c.oid
  LOOP
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO hims_admin', name);
    EXECUTE format('REFRESH MATERIALIZED VIEW %s', name);
  END LOOP;
END $$;`;

/** What a role sees of each relation with some settings, beside all that there is in the database that has nothing else. */
async function overlooked(role: string, settings: Record<string, string>, may: Database): Promise<Leak[]> {
  const originals = new Map(
    (await relationsOf(hospital.one, 'hims_admin')).map((relation) => [relation.name, relation]),
  );
  const found = (await relationsOf(hospital.baseline, role)).flatMap((relation) => {
    const original = originals.get(relation.name);
    const sql = reading(relation, original);
    return sql === undefined ? [] : [{ relation, sql, known: original !== undefined }];
  });
  expect(found.length).toBeGreaterThan(30);
  const seen = await attempt(hospital.baseline, { role, settings, prepared: FILLED }, found);
  // As an administrator and as the role itself: a function in a view may answer them differently.
  const asAdministrator = { role: 'hims_admin', settings: OF_TENANT_A, prepared: FILLED };
  const there = await attempt(may, asAdministrator, found);
  const itself = await attempt(may, { ...asAdministrator, role }, found);
  return found.flatMap(({ relation, sql, known }, at): Leak[] => {
    const allowed = known ? [maskedRows(there[at]!), maskedRows(itself[at]!)] : [];
    const strange = maskedRows(seen[at]!).filter((row) => !allowed.some((rows) => take(rows, row)));
    return strange.length === 0
      ? []
      : [
          {
            kind: 'read',
            relation: relation.name,
            evidence: `${role}: ${sql.slice(0, 100)}… shows ${strange[0]}`,
          },
        ];
  });
}

function take(from: string[], row: string): boolean {
  const at = from.indexOf(row);
  if (at >= 0) from.splice(at, 1);
  return at >= 0;
}

describe('reading', () => {
  test('with tenant A set, every relation shows what tenant A may see, and no more', async () => {
    const leaks: Leak[] = [];
    for (const role of ROLES) leaks.push(...(await overlooked(role, OF_TENANT_A, hospital.one)));
    expect(judge(hospital.conversion, ['read'], leaks)).toEqual(TIGHT);
  });

  test.each([
    ['unset', { 'app.current_user': OF_TENANT_A['app.current_user'] }],
    ['empty', { ...OF_TENANT_A, 'app.current_tenant': '' }],
  ] as const)('with the setting %s, there is what is everybody’s', async (_name, settings) => {
    for (const role of ROLES) {
      const leaks = await overlooked(role, settings, hospital.shared);
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
      leaks.push(...leaksOf(attacks, outcomes, role));
    }
    expect(judge(hospital.conversion, ['write', 'truncate'], leaks)).toEqual(TIGHT);
  });
});

async function attacksOn(relation: Relation): Promise<Attack[]> {
  const column = columns.get(relation.name);
  if (relation.kind === 'v') {
    return [
      ...blindAttacks(relation, everyRowOfB),
      ...insertions(relation, await viewedOfB(relation), everyRowOfB),
    ];
  }
  if (column === undefined) return blindAttacks(relation, everyRowOfB);
  const [mine, theirs] = [rowsOfA.get(relation.name), rowsOfB.get(relation.name)];
  const blind = blindAttacks(relation, watchOf(columns, [relation.root]));
  return theirs === undefined ? blind : [...blind, ...aimedAttacks(relation, column, mine, theirs)];
}

/** Rows that the view shows on the export, where both tenants are, and not where there is only A. */
async function viewedOfB({ name }: Relation): Promise<Row[]> {
  const sql = `SELECT to_jsonb(v) AS row FROM ${name} v`;
  const session = { role: 'hims_admin', settings: OF_TENANT_A };
  const [both] = await attempt(hospital.raw, session, [{ sql }]);
  const [mine] = await attempt(hospital.one, session, [{ sql }]);
  const known = maskedRows(mine!);
  return (both!.rows ?? [])
    .filter((row) => !known.includes(maskedRows({ ...both!, rows: [row] })[0]!))
    .map((row) => row['row'] as Row)
    .slice(0, 1);
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
  test('no foreign key of the dump accepts a key of another tenant', async () => {
    const { tried, leaks, unclear } = await tryForeignKeys(hospital);
    expect(tried).toBeGreaterThan(200);
    expect(unclear).toEqual([]);
    expect(judge(hospital.conversion, ['foreign key'], leaks)).toEqual(TIGHT);
  });

  test('no unique key tells what another tenant has', async () => {
    const { tried, leaks, unclear } = await tryUniqueKeys(hospital);
    expect(tried).toBeGreaterThan(20);
    expect(unclear).toEqual([]);
    expect(judge(hospital.conversion, ['unique'], leaks)).toEqual(TIGHT);
  });
});
