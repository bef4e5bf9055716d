/**
 * Calls functions and procedures with the other tenant's ids wherever a type allows: each must answer as it would
 * without another tenant, and write none of its rows.
 */
import type { Database } from '../../engine/engine.js';
import {
  attempt,
  type Attempt,
  type Outcome,
  type Principal,
  type Session,
  shown,
} from '../stage/attempt.js';
import { type Finders, findersOf, NO_FINDERS } from './finders.js';
import type { AttackContext } from '../stage/attackContext.js';
import { IDENTITY } from '../stage/identity.js';
import type { Known } from '../stage/leaks.js';
import { differs, difference } from './reading.js';
import { NOT_OF_EXTENSION, OURS } from '../stage/relations.js';
import { literal, type Seed, tenantId, valueOf } from '../stage/values.js';

export interface Routine {
  readonly id: number;
  readonly name: string;
  /** Name with argument types. */
  readonly identity: string;
  readonly isProcedure: boolean;
  readonly parameters: readonly { readonly type: number; readonly name: string | null }[];
  /** Number of trailing parameters that have a default. */
  readonly defaults: number;
}

/** Excludes routines that only the server calls, and those that PostgreSQL made with a type. */
const ROUTINES = `
SELECT c.oid::int8::float8 AS id, format('%I.%I', n.nspname, c.proname) AS name, ${IDENTITY} AS identity, c.prokind = 'p' AS "isProcedure", c.pronargdefaults AS defaults,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('type', t.type::int8::float8, 'name', c.proargnames[t.n]) ORDER BY t.n), '[]')
    FROM unnest(coalesce(c.proallargtypes, c.proargtypes::oid[])) WITH ORDINALITY t(type, n)
    WHERE coalesce(c.proargmodes[t.n], 'i') IN ('i', 'b', 'v')) AS parameters
FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace
WHERE ${OURS} AND ${NOT_OF_EXTENSION('pg_proc')} AND c.prokind IN ('f', 'p')
  AND c.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND NOT 'internal'::regtype = ANY (c.proargtypes::oid[])
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = c.oid AND d.deptype = 'i')
  AND has_function_privilege($1::name, c.oid, 'EXECUTE') AND has_schema_privilege($1::name, n.oid, 'USAGE')
ORDER BY 2, pg_get_function_identity_arguments(c.oid)`;

/** A body may loop for ever. A stopped call is reported as unclear; on these few rows, others take milliseconds. */
const MOST_SECONDS = 3;

export interface Call extends Attempt {
  readonly routine: Routine;
}

/** The session that calls, and the attack that a leak counts as. */
interface Calling {
  readonly session: Session;
  readonly attack: 'function' | 'superuser owner';
  /** Declared key functions: any answer of theirs but a key is an undeclared leak. */
  readonly finders: Finders;
}

export async function call(context: AttackContext, known: readonly Known[]): Promise<void> {
  const finders = await findersOf(context, known);
  for (const principal of context.principals)
    await callAs(
      context,
      principal,
      await routinesOf(context.database, principal.session),
      'function',
      finders,
    );
}

export async function callAs(
  context: AttackContext,
  principal: Principal,
  routines: readonly Routine[],
  attack: Calling['attack'],
  finders = NO_FINDERS,
): Promise<void> {
  const calls = routines.flatMap((routine) => [
    ...callsOf(context, routine),
    ...finders.callsOf(routine).map((text) => callOf(routine, text)),
  ]);
  const session: Session = { principal, settings: context.settings(), own: context.names.a };
  const both = await callAll(context, session, calls);
  const without = await context.without(['B'], () => callAll(context, session, calls));
  // An answer that changes with each call, such as a counter, proves nothing.
  const again = await callAll(
    context,
    session,
    calls.filter((_, at) => differs(both[at]!, without[at]!)),
  );
  let next = 0;
  calls.forEach((one, at) => {
    const [here, there] = [both[at]!, without[at]!];
    const different = differs(here, there);
    const steady = different && tells(here, there, again[next++]!);
    judgeCall(context, { session, attack, finders }, one, here, there, steady);
  });
}

/**
 * Runs one call at a time: a body may loop for ever, and the server's timeout applies to each statement it is sent.
 * PGlite, which has none, has ended in a panic when hundreds of bodies failed within one statement.
 */
export async function callAll(
  { database }: AttackContext,
  session: Session,
  calls: readonly Attempt[],
): Promise<Outcome[]> {
  const out: Outcome[] = [];
  await database.run(`SET LOCAL statement_timeout = '${MOST_SECONDS}s'`);
  for (const one of calls) out.push(...(await attempt(database, session, [one])));
  await database.run('SET LOCAL statement_timeout = 0');
  return out;
}

export async function routinesOf(database: Database, session: string): Promise<readonly Routine[]> {
  return (await database.query(ROUTINES, [session])) as unknown as Routine[];
}

/** @param tenant whose values all arguments have; without it, the values of both are mixed */
export function callsOf({ types, names }: AttackContext, routine: Routine, tenant?: 'A' | 'B'): Call[] {
  const { name, parameters, defaults } = routine;
  const value = (at: number, seed: Seed): string => {
    const { type, name: called } = parameters[at]!;
    const its = types.get(type)!;
    if (
      /tenant|hospital/i.test(called ?? '') &&
      (its.plain === 'uuid' || its.category === 'N' || its.category === 'S')
    )
      return `${literal(seed.tenant === 'A' ? names.a : tenantId('B', its.category === 'S' ? types.get(type)! : its))}::${its.name}`;
    return valueOf(types, type, -1, seed) ?? `NULL::${its.name}`;
  };
  const all = parameters.map((_, at) => at);
  const of = (...seeds: Seed[]): string[] => all.map((at) => value(at, seeds[at]!));
  const [a, b]: [Seed, Seed] = [
    { tenant: 'A', row: 0 },
    { tenant: 'B', row: 0 },
  ];
  const only = tenant && { A: a, B: b }[tenant];
  const crossed = [
    of(...all.map(() => b)),
    of(...all.map(() => ({ ...b, row: 1 }))),
    of(...all.map(() => b)).slice(0, all.length - defaults),
    ...(all.length < 2
      ? []
      : all.flatMap((one) => [
          of(...all.map((at) => (at === one ? a : b))),
          of(...all.map((at) => (at === one ? b : a))),
        ])),
  ];
  const lists = only ? [of(...all.map(() => only))] : crossed;
  return [...new Set(lists.map((list) => `${name}(${list.join(', ')})`))].map((text) =>
    callOf(routine, text),
  );
}

const callOf = (routine: Routine, text: string): Call => ({
  routine,
  runs: routine.identity,
  sql: routine.isProcedure ? `CALL ${text}` : `SELECT ${text}`,
  reads: !routine.isProcedure,
});

/** Numbers and ids that are newly generated are no difference. */
function tells(here: Outcome, there: Outcome, again: Outcome): boolean {
  const masked = ({ state, answer }: Outcome): string =>
    `${state} ${answer?.replace(/\b(?!(?:aaaaaaaa|bbbbbbbb|cccccccc)-)[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '#').replace(/(?<![\w-])\d+/g, '#')}`;
  return differs(here, again) ? masked(here) !== masked(there) && masked(here) === masked(again) : true;
}

const isStopped = (...outcomes: readonly Outcome[]): boolean =>
  outcomes.some(({ state }) => state === '57014');

/** Refused either way: the unique key precedes the foreign key, and ON CONFLICT DO UPDATE reports the policy. */
const isOfKeyOnly = (here: Outcome, there: Outcome): boolean =>
  there.state === '23503' && here.state === '42501' && /\(USING expression\)/.test(here.message ?? '');

function judgeCall(
  context: AttackContext,
  { session, attack, finders }: Calling,
  { routine, sql }: Call,
  here: Outcome,
  there: Outcome,
  steady: boolean,
): void {
  const { findings, schema } = context;
  const relation = attack === 'function' ? routine.name : routine.identity;
  findings.tried(relation, attack);
  const isNamed = findings.unclear.some((one) => one.relation === relation);
  if (isStopped(here, there) && !isNamed) {
    const lost = context.database.lost?.get(routine.identity)?.why;
    const why = lost === undefined ? `took more than ${MOST_SECONDS} seconds: ${sql}` : `${lost} ${sql}`;
    findings.unclear.push({ relation, attack, why });
  }
  const reached = schema.relations.get(here.theirs)?.name;
  if (reached === undefined && !steady) return;
  if (reached === undefined && (isStopped(here, there) || isOfKeyOnly(here, there))) return;
  // A leak of a unique key is reported for the key.
  const isOfKey = findings.leaks.some(
    (one) => /^(?:unique|exclusion)$/.test(one.attack) && one.name === here.constraint,
  );
  if (reached === undefined && /^23(?:505|P01)$/.test(here.state ?? '') && isOfKey) return;
  const isFound = findings.leaks.some((one) => one.attack === 'function' && one.relation === routine.name);
  if (attack !== 'function' && isFound) return;
  // DDL of the owner is checked against all rows.
  if (reached === undefined && session.principal!.isOwner && here.state !== null) return;
  const shows = reached === undefined ? difference(here, there) : `writes another tenant’s row of ${reached}`;
  const statement = shown(session, sql);
  findings.leak({ relation, attack, statement, shows });
  if (!finders.covers(routine, reached === undefined ? here.answer : null))
    findings.leak({ relation: routine.identity, attack: 'read', statement, shows });
}
