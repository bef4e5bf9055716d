/**
 * What a party sees of each relation must be what it would see if there were no other tenant: then neither rows nor counts
 * nor errors tell of one.
 */
import { attempt, type Attempt, type Outcome, type Session, shown } from './attempt.js';
import type { Ground } from './ground.js';
import type { Relation } from './relations.js';

interface Reading {
  readonly relation: Relation;
  readonly session: Session;
  readonly attempt: Attempt;
}

const STATES = ['unset', 'empty', 'garbage', 'set'] as const;

/** Relations in which a superuser sees nothing of another tenant: that nobody else does says nothing of them. */
export async function read(ground: Ground): Promise<readonly string[]> {
  const { database, parties, schema } = ground;
  const relations = [...schema.relations.values()].filter(({ kind }) => kind !== 'f');
  for (const state of STATES) {
    const readings = parties.flatMap((party) =>
      relations.flatMap((relation): Reading[] => {
        const columns = ground.privileges(party).get(relation.id)?.select ?? [];
        if (columns.length === 0 || (party.isOwner && relation.kind === 'm')) return [];
        const sql = `SELECT ${columns.join(', ')} FROM ${relation.name}`;
        return [
          { relation, session: { party, settings: ground.settings(state) }, attempt: { sql, reads: true } },
        ];
      }),
    );
    const both = await readAll(ground, readings);
    const without = await ground.without(state === 'set' ? ['B'] : ['A', 'B'], () =>
      readAll(ground, readings),
    );
    readings.forEach(({ relation, session, attempt: { sql } }, at) => {
      ground.findings.tried(relation.name, 'read');
      // A setting that is no tenant's may fail, whoever's rows there are.
      if (state === 'garbage' && both[at]!.state?.startsWith('22') === true) return;
      if (differs(both[at]!, without[at]!)) {
        ground.findings.leak({
          relation: relation.name,
          attack: 'read',
          statement: shown(session, sql),
          shows: difference(both[at]!, without[at]!),
        });
      }
    });
  }
  const all = relations.map(({ name }) => ({ sql: `SELECT * FROM ${name}`, reads: true }));
  const settings = { settings: ground.settings('set') };
  const seen = await attempt(database, settings, all);
  const alone = await ground.without(['B'], () => attempt(database, settings, all));
  return relations
    .filter(
      ({ tenant, kind }, at) =>
        (tenant !== undefined || kind === 'v' || kind === 'm') && !differs(seen[at]!, alone[at]!),
    )
    .map(({ name }) => name);
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
