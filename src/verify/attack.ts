/** Chooses the engine on which tenants attack each other, and runs the attacks there. */
import { type Database, databaseError, type DatabaseError, type Engine, Stopped } from './engine/engine.js';
import { type IsolationResult, verifyIsolation } from './isolation/isolation.js';
import type { Known } from './isolation/stage/leaks.js';
import { AttackStopped, type Lost, MOST_LOST } from './isolation/stage/lost.js';
import { limitsOf } from './load/limits.js';
import { baselineStatements, runWhole } from './load/load.js';
import { POLICY, settingsOf } from './isolation/stage/settings.js';

export interface Target {
  readonly engine: Engine;
  /** Opens an engine with a superuser's session, if `engine` has none. */
  readonly attackEngine: (() => Promise<Engine>) | undefined;
  readonly baseline: readonly string[];
  /** The database in which the baseline has run. */
  readonly database: Database;
  /** The report says that some tables belong to tenants. */
  readonly ofTenants: boolean;
  readonly known: readonly Known[];
  /** Roles that the dump names. */
  readonly roles: readonly string[];
  readonly say: (what: string) => void;
}

export interface Attacked {
  readonly isolation?: IsolationResult | DatabaseError;
  readonly isolatedOn?: string;
}

export const isIsolated = ({ isolation }: Attacked): boolean =>
  isolation === undefined || ('isolated' in isolation && isolation.isolated);

const NO_SETTING = `no policy …_${POLICY} reads a setting with the tenant: the policy, or a function that it calls, has to call current_setting('…')`;
const NO_SUPERUSER = 'attacks run as other roles, which needs a superuser';

/**
 * Attacks act as any role and prepare what no role of the baseline may, so they need a superuser. On a server
 * without --trust they run in PGlite instead, on the same baseline.
 */
export async function attack(target: Target): Promise<Attacked> {
  const { engine, attackEngine, database, say } = target;
  const settings = await settingsOf(database);
  if (!settings) return target.ofTenants ? { isolation: { code: '', message: NO_SETTING } } : {};
  if (engine.superuser) {
    say('Attacking tenant isolation');
    const lost = new Map<string, Lost>();
    const first = await tried(lost, () =>
      verifyIsolation(database, { known: target.known, ...settings, lost }),
    );
    return { isolation: first ?? (await anew(engine, target, lost)) };
  }
  if (!attackEngine) return { isolation: { code: '', message: NO_SUPERUSER } };
  const there = await rolesThere(target);
  const other = await attackEngine();
  try {
    const roles = [...new Set([...target.roles, ...there])];
    return { isolation: await anew(other, { ...target, roles }, new Map()), isolatedOn: other.name };
  } finally {
    await other.close();
  }
}

/** The server's own roles that the baseline names: the other engine has to create them. */
async function rolesThere({ database, baseline }: Target): Promise<string[]> {
  const roles = await database.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' AND NOT rolsuper ORDER BY 1`,
  );
  return roles.flatMap(({ name }) => (baseline.some((text) => text.includes(name)) ? [name] : []));
}

/** Runs the attacks in a new database, and in another one after an attack lost the session, without that attack. */
async function anew(
  engine: Engine,
  target: Target,
  lost: Map<string, Lost>,
): Promise<IsolationResult | DatabaseError> {
  for (;;) {
    const result = await tried(lost, () => elsewhere(engine, target, lost));
    if (result) return result;
  }
}

/**
 * Turns an error that stops the attacks into their result, so that verify's other findings remain.
 * @returns undefined if an attack lost the session; it is then in `lost`
 */
async function tried(
  lost: Map<string, Lost>,
  body: () => Promise<IsolationResult | DatabaseError>,
): Promise<IsolationResult | DatabaseError | undefined> {
  try {
    return await body();
  } catch (error) {
    const again = error instanceof AttackStopped && lost.size < MOST_LOST && !lost.has(error.key);
    if (again) {
      lost.set(error.key, error.lost);
      return undefined;
    }
    return error instanceof Stopped ? { code: '', message: error.message } : databaseError(error);
  }
}

async function elsewhere(
  engine: Engine,
  { roles, baseline, known, say }: Target,
  lost: ReadonlyMap<string, Lost>,
): Promise<IsolationResult | DatabaseError> {
  say(`Running the baseline on ${engine.name}`);
  const database = await engine.create();
  for (const role of roles) await engine.makeRole(database, role);
  const statements = baseline.flatMap((text) => baselineStatements(text, engine));
  const failures = await runWhole(database, statements);
  const ran = { statements, failures };
  const [wrong] = limitsOf(ran, ran, engine.superuser).failures;
  if (wrong)
    return { code: wrong.code, message: `the baseline does not run on ${engine.name}: ${wrong.message}` };
  say('Attacking tenant isolation');
  const settings = await settingsOf(database);
  return settings
    ? verifyIsolation(database, { known, ...settings, lost })
    : { code: '', message: NO_SETTING };
}
