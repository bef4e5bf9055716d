/** Where the attacks of tenants on each other are tried, and what they say. */
import { type Database, databaseError, type DatabaseError, type Engine, Stopped } from './engine.js';
import { type IsolationResult, verifyIsolation } from './isolation/isolation.js';
import type { Known } from './isolation/leaks.js';
import { limitsOf } from './limits.js';
import { baselineStatements, runWhole } from './load.js';
import { POLICY, settingsOf } from './settings.js';

export interface Target {
  readonly engine: Engine;
  /** Opens a superuser's, where this one is none. */
  readonly attackEngine: (() => Promise<Engine>) | undefined;
  readonly baseline: readonly string[];
  /** Where the baseline has run. */
  readonly database: Database;
  /** There have to be tables of tenants. */
  readonly ofTenants: boolean;
  readonly known: readonly Known[];
  /** Roles of the dump. */
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
 * Attacks take everybody's part and prepare what no role of the baseline may, so they take a superuser: and with its rights
 * nothing of the SQL may run on a server that did not ask for it. There they are tried in PGlite, on the same baseline.
 */
export async function attack(target: Target): Promise<Attacked> {
  const { engine, attackEngine, database, say } = target;
  const settings = await settingsOf(database);
  if (!settings) return target.ofTenants ? { isolation: { code: '', message: NO_SETTING } } : {};
  if (engine.superuser) {
    say('Attacking tenant isolation');
    return { isolation: await tried(() => verifyIsolation(database, { known: target.known, ...settings })) };
  }
  if (!attackEngine) return { isolation: { code: '', message: NO_SUPERUSER } };
  const other = await attackEngine();
  try {
    return { isolation: await tried(() => elsewhere(other, target)), isolatedOn: other.name };
  } finally {
    await other.close();
  }
}

/** What stops the attacks is said of them, and the rest of what was found stands. */
async function tried(
  body: () => Promise<IsolationResult | DatabaseError>,
): Promise<IsolationResult | DatabaseError> {
  try {
    return await body();
  } catch (error) {
    return error instanceof Stopped ? { code: '', message: error.message } : databaseError(error);
  }
}

async function elsewhere(
  engine: Engine,
  { roles, baseline, known, say }: Target,
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
  return settings ? verifyIsolation(database, { known, ...settings }) : { code: '', message: NO_SETTING };
}
