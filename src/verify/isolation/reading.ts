/**
 * What a party sees of each relation must be what it would see if there were no other tenant: then neither rows nor counts
 * nor errors tell of one.
 */
import { attempt, type Attempt, type Outcome, type Session, shown } from './attempt.js';
import type { Ground, SettingState } from './ground.js';
import type { Relation } from './relations.js';

interface Reading {
  readonly relation: Relation;
  readonly session: Session;
  readonly attempt: Attempt;
}

export interface Sight {
  /** Relations in which a superuser sees nothing of another tenant: that nobody else does says nothing of them. */
  readonly blank: readonly string[];
  /** Nobody who may read a table of tenants sees a row of the own tenant. */
  readonly blind: boolean;
}

export async function read(ground: Ground): Promise<Sight> {
  const { database, schema } = ground;
  const relations = [...schema.relations.values()].filter(({ kind }) => kind !== 'f');
  const readings = (state: SettingState): Reading[] => readingsOf(ground, relations, state);
  // A setting is unset only until it is set for the first time.
  const nobodys = ['unset', 'empty', 'garbage'] as const;
  const unset = await readAll(ground, readings('unset'));
  const none = await ground.without(['A', 'B'], async () => {
    const out: Outcome[][] = [];
    for (const state of nobodys) out.push(await readAll(ground, readings(state)));
    return out;
  });
  judge(ground, readings('unset'), unset, exceptOfSetting(ground, readings('unset'), unset, none[0]!));
  const empty = await readAll(ground, readings('empty'));
  judge(ground, readings('empty'), empty, exceptOfSetting(ground, readings('empty'), empty, none[1]!));
  // A setting that is no tenant's may fail, whoever's rows there are.
  const garbage = await readAll(ground, readings('garbage'));
  const failed = (at: number): boolean => garbage[at]!.state?.startsWith('22') === true;
  judge(
    ground,
    readings('garbage'),
    garbage,
    none[2]!.map((one, at) => (failed(at) ? garbage[at]! : one)),
  );
  const own = readings('set');
  const set = await readAll(ground, own);
  const ofTenants = own.flatMap(({ relation }, at) => (relation.tenant === undefined ? [] : [set[at]!]));
  judge(ground, own, set, await ground.without(['B'], () => readAll(ground, own)));
  const all = relations.map(({ name }) => ({ sql: `SELECT * FROM ${name}`, reads: true }));
  const settings = { settings: ground.settings('set') };
  const [seen, alone] = await ground.aside('SELECT baseline_verify.let_owners_bypass();', async () => [
    await attempt(database, settings, all),
    await ground.without(['B'], () => attempt(database, settings, all)),
  ]);
  const blank = relations
    .filter(
      ({ tenant, kind }, at) =>
        (tenant !== undefined || kind === 'v' || kind === 'm') && !differs(seen[at]!, alone[at]!),
    )
    .map(({ name }) => name);
  return { blank, blind: ofTenants.length > 0 && !ofTenants.some(({ count }) => (count ?? 0) > 0) };
}

/**
 * A policy of the tenants table that says more than a comparison with the key is a filter, which runs where there is a row: that
 * the setting is no tenant's is then an error, and tells only that there is some tenant.
 */
const exceptOfSetting = (
  { schema, names }: Ground,
  readings: readonly Reading[],
  both: readonly Outcome[],
  without: readonly Outcome[],
): Outcome[] =>
  without.map((one, at) => {
    const { state, message } = both[at]!;
    const isOfSetting = state === '42704' && message?.includes(`"${names.tenant}"`) === true;
    const isOfValue = state === '22P02' && message?.endsWith(': ""') === true;
    return readings[at]!.relation === schema.tenants && (isOfSetting || isOfValue) ? both[at]! : one;
  });

function readingsOf(ground: Ground, relations: readonly Relation[], state: SettingState): Reading[] {
  return ground.parties.flatMap((party) =>
    relations.flatMap((relation): Reading[] => {
      const columns = ground.privileges(party).get(relation.id)?.select ?? [];
      // Whoever refreshes a materialized view has all that is in it.
      if (columns.length === 0 || (party.isOwner && relation.kind === 'm')) return [];
      const sql = `SELECT ${columns.join(', ')} FROM ${relation.name}`;
      const session = { party, settings: ground.settings(state) };
      return [{ relation, session, attempt: { sql, reads: true } }];
    }),
  );
}

function judge(
  { findings }: Ground,
  readings: readonly Reading[],
  both: readonly Outcome[],
  without: readonly Outcome[],
): void {
  readings.forEach(({ relation, session, attempt: { sql } }, at) => {
    findings.tried(relation.name, 'read');
    if (!differs(both[at]!, without[at]!)) return;
    findings.leak({
      relation: relation.name,
      attack: 'read',
      statement: shown(session, sql),
      shows: difference(both[at]!, without[at]!),
    });
  });
}

/** One call for each party. */
async function readAll({ database, parties }: Ground, readings: readonly Reading[]): Promise<Outcome[]> {
  const out = new Map<Reading, Outcome>();
  for (const party of parties) {
    const its = readings.filter(({ session }) => session.party === party);
    if (its.length === 0) continue;
    const attempts = its.map((one) => one.attempt);
    const outcomes = await attempt(database, its[0]!.session, attempts);
    its.forEach((one, at) => out.set(one, outcomes[at]!));
  }
  return readings.map((one) => out.get(one)!);
}

export const differs = (one: Outcome, other: Outcome): boolean =>
  one.state !== other.state || one.answer !== other.answer;

export const difference = (both: Outcome, without: Outcome): string =>
  `${tell(both)}; with no other tenant ${tell(without)}`;

function tell({ state, message, count, answer }: Outcome): string {
  if (state !== null) return `${state} ${message ?? ''}`;
  if (count !== null && count !== 1) return `${count} rows`;
  return answer === null ? 'nothing' : answer.length > 60 ? `${answer.slice(0, 60)}…` : answer;
}
