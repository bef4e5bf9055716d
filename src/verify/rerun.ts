/**
 * Whether the baseline can run again: a second and a third time, and after a run that stopped. The evidence is what
 * a run changes in the catalogs.
 */
import { digestOf, readSchema } from './catalog/read.js';
import type { Schema } from './catalog/schema.js';
import type { Database } from './engine/engine.js';
import { type Difference, drift } from './fidelity/compare.js';
import { type Failure, runStatements, runWhole } from './load/load.js';
import type { Statement } from './sql/split.js';

/** One run after the first. */
export interface Rerun {
  /** Display name: `Run 2`, `After a stop at statement 228`. */
  readonly name: string;
  readonly failures: readonly Failure[];
  readonly drift: readonly Difference[];
}

export const isWrong = ({ failures, drift: changes }: Rerun): boolean =>
  failures.length > 0 || changes.length > 0;

export interface FirstRun {
  readonly failures: readonly Failure[];
  /** Runs after one that stopped. */
  readonly stopped: readonly Rerun[];
}

/** Number of places at which a run is stopped. */
export const STOPS = 8;

/** Spread evenly over the file, always the same for the same file. */
export const stopsOf = (count: number): number[] =>
  [...new Set(Array.from({ length: STOPS }, (_, at) => Math.floor((count * (at + 1)) / (STOPS + 1))))].filter(
    (stop) => stop > 0,
  );

export interface Runner {
  /** An empty database with the roles of the dump. */
  readonly create: () => Promise<Database>;
  readonly statements: readonly Statement[];
  readonly catalogs: string;
  readonly say: (what: string) => void;
}

/**
 * The first run, in one transaction. At each stop, the statements so far run again, as in a second run, and are
 * rolled back. If that changes nothing, a second run would continue where the first one is, and end as it ends.
 */
export async function runFirst(database: Database, runner: Runner): Promise<FirstRun> {
  const { statements, catalogs, say } = runner;
  const failures: Failure[] = [];
  const doubtful: number[] = [];
  let done = 0;
  await database.run('BEGIN');
  for (const stop of [...stopsOf(statements.length), statements.length]) {
    say(`Running the baseline: ${Math.round((100 * done) / statements.length)} %`);
    failures.push(...(await runStatements(database, statements.slice(done, stop))));
    done = stop;
    if (stop === statements.length) break;
    const before = await digestOf(database, catalogs);
    await database.run('SAVEPOINT stopped; RESET ALL');
    const failed = await runStatements(database, statements.slice(0, stop), failing(failures));
    const changed = failed.length > 0 || before !== (await digestOf(database, catalogs));
    await database.run('ROLLBACK TO SAVEPOINT stopped; RELEASE SAVEPOINT stopped');
    if (changed) doubtful.push(stop);
  }
  await database.run('COMMIT; RESET ALL');
  const stopped: Rerun[] = [];
  const final = doubtful.length > 0 ? await readSchema(database, catalogs) : undefined;
  for (const stop of doubtful) {
    const rerun = await afterStop(stop, final!, failing(failures), runner);
    stopped.push(rerun);
    // One failure is enough, and each rerun takes as long as a first run.
    if (isWrong(rerun)) break;
  }
  return { failures, stopped };
}

export const failing = (failures: readonly Failure[]): Set<Statement> =>
  new Set(failures.map(({ statement }) => statement));

/** Repeated statements may change things, as long as the end is the same: so this run goes on to the end. */
async function afterStop(
  stop: number,
  final: Schema,
  without: ReadonlySet<Statement>,
  { create, statements, catalogs, say }: Runner,
): Promise<Rerun> {
  say(`Running the baseline after it stopped at statement ${stop}`);
  const database = await create();
  try {
    await runWhole(database, statements.slice(0, stop), without);
    const failures = await runWhole(database, statements, without);
    return {
      name: `After a stop at statement ${stop}`,
      failures,
      drift: drift(final, await readSchema(database, catalogs)),
    };
  } finally {
    await database.close();
  }
}

/** The second and the third run, each compared with the first. */
export async function runAgain(
  database: Database,
  first: Schema,
  without: ReadonlySet<Statement>,
  { statements, catalogs, say }: Runner,
): Promise<Rerun[]> {
  const out: Rerun[] = [];
  const digest = await digestOf(database, catalogs);
  for (const run of [2, 3]) {
    say(`Running the baseline: run ${run}`);
    const failures = await runWhole(database, statements, without);
    const same = digest === (await digestOf(database, catalogs));
    const changes = same ? [] : drift(first, await readSchema(database, catalogs));
    out.push({ name: `Run ${run}`, failures, drift: changes });
  }
  return out;
}
