/**
 * A principal must see in each relation what it would see if there were no other tenant: then neither rows nor
 * counts nor errors reveal one.
 */
import { attempt, type Attempt, type Outcome, type Session, shown } from '../stage/attempt.js';
import type { AttackContext, SettingState } from '../stage/attackContext.js';
import type { Relation } from '../stage/relations.js';

interface Reading {
  readonly relation: Relation;
  readonly session: Session;
  readonly attempt: Attempt;
}

export interface Sight {
  /** Relations in which even a superuser sees nothing of another tenant, so that reading them proves nothing. */
  readonly blank: readonly string[];
  /** No principal that may read a table of tenants sees a row of its own tenant. */
  readonly blind: boolean;
}

export async function read(context: AttackContext): Promise<Sight> {
  const { database, schema } = context;
  const relations = [...schema.relations.values()].filter(({ kind }) => kind !== 'f');
  const readings = (state: SettingState): Reading[] => readingsOf(context, relations, state);
  // A setting is unset only until it is first set.
  const nobodys = ['unset', 'empty', 'garbage'] as const;
  const unset = await readAll(context, readings('unset'));
  const none = await context.without(['A', 'B'], async () => {
    const out: Outcome[][] = [];
    for (const state of nobodys) out.push(await readAll(context, readings(state)));
    return out;
  });
  judge(context, readings('unset'), unset, exceptOfSetting(context, readings('unset'), unset, none[0]!));
  const empty = await readAll(context, readings('empty'));
  judge(context, readings('empty'), empty, exceptOfSetting(context, readings('empty'), empty, none[1]!));
  // A setting that names no tenant may cause an error, whatever rows there are.
  const garbage = await readAll(context, readings('garbage'));
  const failed = (at: number): boolean => garbage[at]!.state?.startsWith('22') === true;
  judge(
    context,
    readings('garbage'),
    garbage,
    none[2]!.map((one, at) => (failed(at) ? garbage[at]! : one)),
  );
  const own = readings('set');
  const set = await readAll(context, own);
  const ofTenants = own.flatMap(({ relation }, at) => (relation.tenant === undefined ? [] : [set[at]!]));
  judge(context, own, set, await context.without(['B'], () => readAll(context, own)));
  const all = relations.map(({ name }) => ({ sql: `SELECT * FROM ${name}`, reads: true }));
  const settings = { settings: context.settings('set') };
  const [seen, alone] = await context.aside('SELECT baseline_verify.let_owners_bypass();', async () => [
    await attempt(database, settings, all),
    await context.without(['B'], () => attempt(database, settings, all)),
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
 * A policy of the tenants table that is more than a comparison with the key is a filter, which runs only if there is
 * a row: an error about the setting's value then reveals only that some tenant exists.
 */
const exceptOfSetting = (
  { schema, names }: AttackContext,
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

function readingsOf(context: AttackContext, relations: readonly Relation[], state: SettingState): Reading[] {
  return context.principals.flatMap((principal) =>
    relations.flatMap((relation): Reading[] => {
      const columns = context.privileges(principal).get(relation.id)?.select ?? [];
      // The owner, which refreshes a materialized view, has all its rows.
      if (columns.length === 0 || (principal.isOwner && relation.kind === 'm')) return [];
      const sql = `SELECT ${columns.join(', ')} FROM ${relation.name}`;
      const session = { principal, settings: context.settings(state) };
      return [{ relation, session, attempt: { sql, reads: true } }];
    }),
  );
}

function judge(
  { findings }: AttackContext,
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

/** One call for each principal. */
async function readAll(
  { database, principals }: AttackContext,
  readings: readonly Reading[],
): Promise<Outcome[]> {
  const out = new Map<Reading, Outcome>();
  for (const principal of principals) {
    const its = readings.filter(({ session }) => session.principal === principal);
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
