/**
 * A superuser owns what it makes, and bypasses all policies: each SECURITY DEFINER routine that the application can
 * run then reads and writes the rows of all tenants, and so does each trigger function that a foreign key's action
 * fires, and each rule, since these run as the table's owner. They are attacked with such an owner: by calls, by
 * views that call them, by triggers, by writes to what foreign keys refer to. Other leaks are already reported.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { attempt, type Principal, type Session, shown } from '../stage/attempt.js';
import { callAs, routinesOf } from './calls.js';
import type { AttackContext } from '../stage/attackContext.js';
import { IDENTITY } from '../stage/identity.js';
import { OWNER } from '../stage/owner.js';
import { routinesWithRights } from '../stage/ownersRights.js';
import type { Leak } from '../stage/leaks.js';
import { differs, difference } from './reading.js';
import { statementsOn } from './rowStatements.js';
import { actionsOf } from './temporary.js';

const attack = 'superuser owner' as const;

export async function trySuperuserOwner(context: AttackContext): Promise<void> {
  await context.aside(`ALTER ROLE ${OWNER} SUPERUSER`, async () => {
    for (const principal of context.principals) if (!principal.isOwner) await tryAs(context, principal);
  });
}

async function tryAs(context: AttackContext, principal: Principal): Promise<void> {
  const { database, findings } = context;
  const definers = (await routinesWithRights(database, principal.session)).filter(
    ({ isDefiner }) => isDefiner,
  );
  const ids = new Set(definers.map(({ id }) => id));
  const callable = (await routinesOf(database, principal.session)).filter(({ id }) => ids.has(id));
  await callAs(context, principal, callable, attack);
  await readViews(context, principal);
  await fireTriggers(context, principal);
  await fireTriggersOfActions(context, principal);
  await fireRules(context, principal);
  for (const { identity: relation } of definers) {
    const shows = 'runs as its owner, which bypasses all policies';
    findings.admitted.push({
      relation,
      attack,
      statement: `ALTER ROUTINE ${relation} SECURITY DEFINER`,
      shows,
    });
  }
}

/** Views with a SECURITY DEFINER function that they call, directly or through other views. */
const VIEWS = `
WITH RECURSIVE needs AS (
  SELECT DISTINCT r.ev_class AS view, d.refclassid AS catalog, d.refobjid AS object FROM pg_rewrite r
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refobjid <> r.ev_class
), found AS (
  SELECT needs.view, needs.object AS routine FROM needs JOIN pg_proc c ON c.oid = needs.object
    WHERE needs.catalog = 'pg_proc'::regclass AND c.prosecdef
  UNION SELECT needs.view, found.routine FROM found JOIN needs ON needs.object = found.view AND needs.catalog = 'pg_class'::regclass
)
SELECT f.view::int8::float8 AS id, min(${IDENTITY}) AS routine
FROM found f JOIN pg_proc c ON c.oid = f.routine JOIN pg_namespace n ON n.oid = c.pronamespace GROUP BY f.view`;

const TRIGGERS = `
SELECT t.tgrelid::int8::float8 AS id, min(${IDENTITY}) AS routine
FROM pg_trigger t JOIN pg_proc c ON c.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.pronamespace
WHERE c.prosecdef AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname <> 'baseline_verify' GROUP BY t.tgrelid`;

/** Trigger functions without SECURITY DEFINER, on tables that a foreign key's action writes. */
const TRIGGERS_OF_ACTIONS = `
SELECT f.oid::int8::float8 AS id, ${IDENTITY} AS routine
FROM pg_constraint f JOIN pg_trigger t ON t.tgrelid = f.conrelid JOIN pg_proc c ON c.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.pronamespace
WHERE f.contype = 'f' AND (f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd'))
  AND NOT c.prosecdef AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname <> 'baseline_verify'
  AND t.tgtype & CASE WHEN f.confdeltype = 'c' THEN 8 ELSE 0 END + CASE WHEN f.confdeltype IN ('n', 'd') OR f.confupdtype IN ('c', 'n', 'd') THEN 16 ELSE 0 END <> 0
ORDER BY 1, 2`;

const ofAction = (relation: string): Leak => ({
  relation,
  attack,
  statement: `CREATE TRIGGER … EXECUTE FUNCTION ${relation}`,
  shows: 'is fired by the action of a foreign key as the owner of the table, whom no policy binds',
});

const INVOKERS = `
SELECT 0 AS id, ${IDENTITY} AS routine FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace
WHERE NOT c.prosecdef AND n.nspname <> 'baseline_verify' AND EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND (f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd')))
  AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D')`;

interface Beside {
  readonly id: number;
  readonly routine: string;
  readonly [key: string]: unknown;
}

async function readViews(context: AttackContext, principal: Principal): Promise<void> {
  const { database, schema, findings } = context;
  const session: Session = { principal, settings: context.settings() };
  const tries = (await database.query<Beside>(VIEWS)).flatMap(({ id, routine }) => {
    const relation = schema.relations.get(id);
    const columns = context.privileges(principal).get(id)?.select ?? [];
    if (relation?.kind !== 'v' || columns.length === 0) return [];
    return [{ routine, reads: true, sql: `SELECT ${columns.join(', ')} FROM ${relation.name}` }];
  });
  const both = await attempt(database, session, tries);
  const without = await context.without(['B'], () => attempt(database, session, tries));
  tries.forEach(({ routine: relation, sql }, at) => {
    findings.tried(relation, attack);
    if (!differs(both[at]!, without[at]!)) return;
    const shows = difference(both[at]!, without[at]!);
    findings.leak({ relation, attack, statement: shown(session, sql), shows });
  });
}

async function fireTriggers(context: AttackContext, principal: Principal): Promise<void> {
  const { database, schema, findings } = context;
  const session: Session = { principal, settings: context.settings(), own: context.names.a };
  const tries = (await database.query<Beside>(TRIGGERS)).flatMap(({ id, routine }) => {
    const relation = schema.relations.get(id);
    const statements = relation === undefined ? [] : statementsOn(context, principal, relation);
    return statements.filter(({ reads }) => reads !== true).map(({ sql }) => ({ routine, sql }));
  });
  const outcomes = await attempt(database, session, tries);
  tries.forEach(({ routine: relation, sql }, at) => {
    findings.tried(relation, attack);
    const reached = schema.relations.get(outcomes[at]!.theirs)?.name;
    // Rows that can be written without the trigger are a leak of their own.
    if (
      reached === undefined ||
      findings.leaks.some((one) => one.attack === 'write' && one.relation === reached)
    )
      return;
    const shows = `writes another tenant’s row of ${reached}`;
    findings.leak({ relation, attack, statement: shown(session, sql), shows });
  });
}

async function fireTriggersOfActions(context: AttackContext, principal: Principal): Promise<void> {
  const { database, schema, findings } = context;
  const session: Session = { principal, settings: context.settings(), own: context.names.a };
  const found = await database.query<Beside>(TRIGGERS_OF_ACTIONS);
  // What such a trigger writes fires others in turn, which the catalog does not show.
  for (const { routine } of await database.query<Beside>(INVOKERS)) findings.admitted.push(ofAction(routine));
  const routines = new Map(found.toReversed().map(({ id, routine }) => [id, routine]));
  const tries = schema.foreignKeys.flatMap((key) => {
    const routine = routines.get(key.id);
    return routine === undefined
      ? []
      : actionsOf(context, principal, key).map((one) => ({ ...one, routine }));
  });
  const outcomes = await attempt(database, session, tries);
  // The action's own writes do not depend on triggers.
  const bare = await context.aside('SELECT baseline_verify.disable_triggers();', () =>
    attempt(database, session, tries),
  );
  tries.forEach(({ routine: relation, sql }, at) => {
    findings.tried(relation, attack);
    const reached = schema.relations.get(outcomes[at]!.theirs)?.name;
    if (reached === undefined || bare[at]!.theirs !== 0) return;
    const shows = `writes another tenant’s row of ${reached}`;
    findings.leak({ relation, attack, statement: shown(session, sql), shows });
  });
}

/** Relations with rules for INSERT, UPDATE or DELETE that name another relation. */
const RULES = `
SELECT w.ev_class::int8::float8 AS id, string_agg(DISTINCT w.rulename::text, ', ') AS routine FROM pg_rewrite w
WHERE w.ev_type <> '1' AND w.ev_enabled <> 'D' AND EXISTS (SELECT FROM pg_depend d
  WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> w.ev_class)
GROUP BY w.ev_class ORDER BY 1`;

async function fireRules(context: AttackContext, principal: Principal): Promise<void> {
  const { database, schema, findings } = context;
  const session: Session = { principal, settings: context.settings(), own: context.names.a };
  const tries = (await database.query<Beside>(RULES)).flatMap(({ id, routine }) => {
    const relation = schema.relations.get(id);
    if (relation === undefined) return [];
    const statement = `CREATE RULE … ON ${relation.name}`;
    const shows = `runs ${routine} as the owner, to which no policy applies`;
    findings.admitted.push({ relation: relation.name, attack, statement, shows });
    return statementsOn(context, principal, relation).filter(({ reads }) => reads !== true);
  });
  const outcomes = await attempt(database, session, tries);
  tries.forEach(({ relation, sql }, at) => {
    findings.tried(relation, attack);
    const reached = schema.relations.get(outcomes[at]!.theirs)?.name;
    if (
      reached === undefined ||
      findings.leaks.some((one) => one.attack === 'write' && [reached, relation].includes(one.relation))
    )
      return;
    findings.leak({
      relation,
      attack,
      statement: shown(session, sql),
      shows: `writes another tenant’s row of ${reached}`,
    });
  });
}
