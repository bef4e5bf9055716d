/**
 * A superuser owns what it makes, and no policy binds a superuser: then each SECURITY DEFINER routine that the application
 * can get to run reads and writes the rows of all tenants. So they are attacked once more with such an owner, by calls, by views
 * that call them, and by triggers. What gets across with any owner is a leak already.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { attempt, type Party, type Session, shown } from './attempt.js';
import { callAs, routinesOf } from './calls.js';
import type { Ground } from './ground.js';
import { OWNER } from './owner.js';
import { routinesWithRights } from './ownersRights.js';
import { differs, difference } from './reading.js';
import { statementsOn } from './rowStatements.js';

const attack = 'superuser owner';

export async function trySuperuserOwner(ground: Ground): Promise<void> {
  await ground.aside(`ALTER ROLE ${OWNER} SUPERUSER`, async () => {
    for (const party of ground.parties) if (!party.isOwner) await tryAs(ground, party);
  });
}

async function tryAs(ground: Ground, party: Party): Promise<void> {
  const { database, findings } = ground;
  const definers = (await routinesWithRights(database, party.session)).filter(({ isDefiner }) => isDefiner);
  const ids = new Set(definers.map(({ id }) => id));
  const callable = (await routinesOf(database, party.session)).filter(({ id }) => ids.has(id));
  await callAs(ground, party, callable, attack);
  await readViews(ground, party);
  await fireTriggers(ground, party);
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

const IDENTITY = `format('%I.%I(%s)', n.nspname, c.proname, oidvectortypes(c.proargtypes))`;

/** Each with a SECURITY DEFINER function that it calls, or that a view calls that it reads. */
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

interface Beside {
  readonly id: number;
  readonly routine: string;
  readonly [key: string]: unknown;
}

async function readViews(ground: Ground, party: Party): Promise<void> {
  const { database, schema, findings } = ground;
  const session: Session = { party, settings: ground.settings() };
  const tries = (await database.query<Beside>(VIEWS)).flatMap(({ id, routine }) => {
    const relation = schema.relations.get(id);
    const columns = ground.privileges(party).get(id)?.select ?? [];
    if (relation?.kind !== 'v' || columns.length === 0) return [];
    return [{ routine, reads: true, sql: `SELECT ${columns.join(', ')} FROM ${relation.name}` }];
  });
  const both = await attempt(database, session, tries);
  const without = await ground.without(['B'], () => attempt(database, session, tries));
  tries.forEach(({ routine: relation, sql }, at) => {
    findings.tried(relation, attack);
    if (!differs(both[at]!, without[at]!)) return;
    const shows = difference(both[at]!, without[at]!);
    findings.leak({ relation, attack, statement: shown(session, sql), shows });
  });
}

async function fireTriggers(ground: Ground, party: Party): Promise<void> {
  const { database, schema, findings } = ground;
  const session: Session = { party, settings: ground.settings(), own: ground.names.a };
  const tries = (await database.query<Beside>(TRIGGERS)).flatMap(({ id, routine }) => {
    const relation = schema.relations.get(id);
    const statements = relation === undefined ? [] : statementsOn(ground, party, relation);
    return statements.filter(({ reads }) => reads !== true).map(({ sql }) => ({ routine, sql }));
  });
  const outcomes = await attempt(database, session, tries);
  tries.forEach(({ routine: relation, sql }, at) => {
    findings.tried(relation, attack);
    const reached = schema.relations.get(outcomes[at]!.theirs)?.name;
    // Whoever gets to those rows without the trigger has another hole.
    if (
      reached === undefined ||
      findings.leaks.some((one) => one.attack === 'write' && one.relation === reached)
    )
      return;
    const shows = `writes another tenant’s row of ${reached}`;
    findings.leak({ relation, attack, statement: shown(session, sql), shows });
  });
}
