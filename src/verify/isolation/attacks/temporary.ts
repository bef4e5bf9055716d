/**
 * A role that may create temporary objects can run code as the owner of any routine that looks names up in pg_temp
 * first: by a call, a trigger, a foreign key's action, a policy or a view. So each principal creates one for every
 * name, and then does all that it may. A routine with an open search path is a leak even if no attack reached it:
 * one more name in its body is enough.
 */
import { attempt, type Outcome, type Principal, type Session, shown } from '../stage/attempt.js';
import { callAll, callsOf, routinesOf } from './calls.js';
import type { AttackContext } from '../stage/attackContext.js';
import { belongs } from './keyTries.js';
import { isClosed, type OwnersRoutine, routinesWithRights } from '../stage/ownersRights.js';
import type { ForeignKey } from '../stage/relations.js';
import { statementsOn, type Try } from './rowStatements.js';
import { NO_ROUTINE } from '../stage/shadows.js';
import { literal, NEW_OF_A, valueOf } from '../stage/values.js';

/** The first statement that reached a routine. */
type Reached = Pick<Try, 'sql' | 'relation'>;

export async function tryTemporaryObjects(context: AttackContext): Promise<void> {
  const { database, principals } = context;
  const attackers: Attacker[] = [];
  // Read before anything is shadowed: a type that is hidden is printed with its schema.
  for (const principal of principals.filter(({ isOwner }) => !isOwner)) {
    const [may] = await database.query<{ temporary: boolean }>(MAY_MAKE, [principal.session]);
    if (!may!.temporary) continue;
    const routines = await routinesWithRights(database, principal.session);
    attackers.push({ principal, routines, calls: await callsFor(context, principal) });
  }
  await context.aside('SELECT baseline_verify.shadow();', async () => {
    for (const attacker of attackers) await tryAs(context, attacker);
  });
}

const MAY_MAKE = `SELECT has_database_privilege($1::name, current_database(), 'TEMPORARY') AS temporary`;

interface Attacker {
  readonly principal: Principal;
  readonly routines: readonly OwnersRoutine[];
  readonly calls: readonly Try[];
}

async function tryAs(context: AttackContext, { principal, routines, calls }: Attacker): Promise<void> {
  const session: Session = { principal, settings: context.settings(), own: context.names.a };
  const reached = new Map<number, Reached>();
  await search(session, calls, reached, (as, tries) => callAll(context, as, tries));
  const statements = statementsFor(context, principal);
  await search(session, statements, reached, (as, tries) => attempt(context.database, as, tries));
  judge(context, session, routines, reached);
}

/** One statement may reach several routines: those already known are skipped in the next round. */
async function search(
  session: Session,
  tries: readonly Try[],
  reached: Map<number, Reached>,
  run: (session: Session, tries: readonly Try[]) => Promise<Outcome[]>,
): Promise<void> {
  for (let left = tries, before = -1; left.length > 0 && reached.size > before;) {
    before = reached.size;
    const settings = { ...session.settings, 'baseline_verify.skip': [...reached.keys()].join(',') };
    const outcomes = await run({ ...session, settings }, left);
    left = left.filter((one, at) => {
      const { trespassed: routine } = outcomes[at]!;
      if (routine !== 0 && !reached.has(routine)) reached.set(routine, one);
      return routine !== 0;
    });
  }
}

function judge(
  { findings }: AttackContext,
  session: Session,
  routines: readonly OwnersRoutine[],
  reached: ReadonlyMap<number, Reached>,
): void {
  const attack = 'temporary object';
  for (const { id, identity, owner, path, looksUp, way } of routines) {
    const hit = reached.get(id);
    const isOpen = !isClosed(path) && looksUp;
    if (hit !== undefined || way !== null) findings.tried(identity, attack);
    if (hit !== undefined) {
      const shows = `runs code of the session as ${owner}, through a temporary object`;
      findings.leak({ relation: identity, attack, statement: shown(session, hit.sql), shows });
    } else if (isOpen) {
      const statement = `ALTER ROUTINE ${identity} SET search_path = …, pg_temp`;
      const shows = `is missing: it looks up types and tables in the session’s temporary schema first`;
      const leak = { relation: identity, attack, statement, shows } as const;
      if (way === null) findings.admitted.push(leak);
      else findings.leak(leak);
    }
  }
  const unnamed = reached.get(NO_ROUTINE);
  if (unnamed !== undefined)
    findings.leak({
      relation: unnamed.relation,
      attack,
      statement: shown(session, unnamed.sql),
      shows: 'runs code of the session with another role’s rights, through a temporary object',
    });
}

async function callsFor(context: AttackContext, principal: Principal): Promise<readonly Try[]> {
  const routines = await routinesOf(context.database, principal.session);
  return routines.flatMap((routine) =>
    (['A', 'B'] as const).flatMap((tenant) =>
      callsOf(context, routine, tenant).map((one) => ({ ...one, relation: routine.identity })),
    ),
  );
}

const statementsFor = (context: AttackContext, principal: Principal): readonly Try[] => [
  ...[...context.schema.relations.values()].flatMap((relation) => statementsOn(context, principal, relation)),
  ...context.schema.foreignKeys.flatMap((key) => actionsOf(context, principal, key)),
];

const acts = (action: string): boolean => /[cnd]/.test(action);

/** Deletes the row that the key refers to, and changes its key: directly, or by the action of a key above it. */
export function actionsOf(context: AttackContext, principal: Principal, key: ForeignKey): Try[] {
  const { schema, types, names } = context;
  const child = schema.relations.get(key.table);
  if (child === undefined || !acts(key.onDelete + key.onUpdate)) return [];
  const whose = literal(belongs(child, 'c', names.a));
  const out: Try[] = [];
  const path = [key];
  for (const step of path) {
    const relation = schema.relations.get(step.parent);
    const may = relation && context.privileges(principal).get(relation.id);
    const prepared = `SELECT baseline_verify.keep(ARRAY[${[key.table, ...path.map(({ parent }) => parent)].join(', ')}]::oid[], ${step === key ? key.id : 0}, ARRAY[${path.map(({ id }) => id).join(', ')}]::oid[], ${whose})`;
    const add = (sql: string): void => {
      out.push({ relation: child.name, prepared, sql });
    };
    if (relation === undefined) continue;
    if (may?.delete && acts(step.onDelete)) add(`DELETE FROM ${relation.name}`);
    for (const name of acts(step.onUpdate) ? step.parentColumns : []) {
      if (may?.update.includes(name) !== true || name === relation.tenant) continue;
      const { type, typmod } = relation.columns.find((column) => column.name === name)!;
      const value = valueOf(types, type, typmod, NEW_OF_A);
      if (value !== undefined) add(`UPDATE ${relation.name} SET ${name} = ${value}`);
    }
    if (may?.delete !== true)
      path.push(
        ...schema.foreignKeys.filter(
          (one) => acts(one.onDelete) && one.table === relation.id && !path.includes(one),
        ),
      );
  }
  return out;
}
