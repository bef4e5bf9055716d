/** Loads a dump as psql would, and a baseline as a migration runner would; records failures, and runs the rest. */
import {
  asking,
  attempt,
  type Database,
  type DatabaseError,
  type Engine,
  Stopped,
} from '../engine/engine.js';
import { castOf } from '../engine/roles.js';
import { isHarmless, type LeftOut, leftOut } from '../engine/rules.js';
import { split, type Statement } from '../sql/split.js';

export interface Failure {
  readonly statement: Statement;
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

/** A statement that never ended, or broke the engine: nothing is known about the statements after it. */
export class StoppedAt extends Error {
  constructor(
    readonly statement: Statement,
    readonly of: 'dump' | 'baseline',
    message: string,
  ) {
    super(message);
  }
}

/** @throws StoppedAt if the engine cannot print its schema */
export async function reading<T>(of: StoppedAt['of'], body: () => Promise<T>): Promise<T> {
  try {
    return await asking(body);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw new StoppedAt({ text: `(reading what the ${of} has made)`, line: 0 }, of, error.message);
  }
}

export interface LoadedDump {
  readonly statements: readonly Statement[];
  readonly failures: readonly Failure[];
  /** Roles created because the dump names them. */
  readonly roles: readonly string[];
  readonly leftOut: ReadonlyMap<LeftOut, number>;
}

/** Statements per request: several times faster than one by one, or than all in one text. */
const BATCH = 40;

const attemptAll = (
  database: Database,
  statements: readonly Statement[],
  of: StoppedAt['of'],
): Promise<DatabaseError | undefined> =>
  stoppedIn(statements, of, () => attempt(database, ...statements.map(({ text }) => text)));

/** Adds the statement at which the engine stopped. */
export async function stoppedIn<T>(
  statements: readonly Statement[],
  of: StoppedAt['of'],
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Stopped) throw new StoppedAt(statements[error.at]!, of, error.message);
    throw error;
  }
}

/** A batch is parsed as a whole, so a setting that affects parsing ends its batch. */
export function batchesOf(statements: readonly Statement[]): Statement[][] {
  const out: Statement[][] = [[]];
  for (const statement of statements) {
    if (out.at(-1)!.length === BATCH) out.push([]);
    out.at(-1)!.push(statement);
    if (/^SET\s+(?:LOCAL\s+)?standard_conforming_strings\b/i.test(statement.text)) out.push([]);
  }
  return out.filter((batch) => batch.length > 0);
}

export async function loadDump(engine: Engine, database: Database, text: string): Promise<LoadedDump> {
  const out = new Map<LeftOut, number>();
  const statements = split(text).filter(({ text: sql }) => {
    const why = leftOut(sql, 'dump', engine.superuser);
    if (why) out.set(why, (out.get(why) ?? 0) + 1);
    return why === undefined;
  });
  const failures: Failure[] = [];
  const cast = await castOf(engine, database);
  for (const batch of batchesOf(statements)) {
    // A batch is one transaction: if it fails, it leaves nothing behind, and its statements run one by one.
    await database.run('BEGIN');
    const failed = (await attemptAll(database, batch, 'dump')) ?? (await attempt(database, 'COMMIT'));
    if (!failed) continue;
    await database.run('ROLLBACK');
    for (const statement of batch) {
      const error = await stoppedIn([statement], 'dump', () => cast.run(statement.text));
      if (error && !isHarmless(statement.text, error)) failures.push({ statement, ...error });
    }
  }
  await database.run('RESET SESSION AUTHORIZATION; RESET ALL');
  return { statements, failures, roles: cast.made, leftOut: out };
}

/** The statements of a baseline, without those for psql and for transactions, since it runs in one. */
export const baselineStatements = (text: string, { superuser }: Engine): Statement[] =>
  split(text).filter(({ text: sql }) => leftOut(sql, 'baseline', superuser) === undefined);

/**
 * Runs statements inside a transaction. One that fails is undone alone, so that the others can be judged.
 * @param without statements that are known to fail here
 */
export async function runStatements(
  database: Database,
  statements: readonly Statement[],
  without: ReadonlySet<Statement> = new Set(),
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const wanted = statements.filter((statement) => !without.has(statement));
  for (const batch of batchesOf(wanted)) {
    await database.run('SAVEPOINT batch');
    if (!(await attemptAll(database, batch, 'baseline'))) {
      await database.run('RELEASE SAVEPOINT batch');
      continue;
    }
    await database.run('ROLLBACK TO SAVEPOINT batch; RELEASE SAVEPOINT batch');
    for (const statement of batch) {
      await database.run('SAVEPOINT statement');
      const error = await attemptAll(database, [statement], 'baseline');
      if (error) failures.push({ statement, ...error });
      await database.run(`${error ? 'ROLLBACK TO SAVEPOINT statement; ' : ''}RELEASE SAVEPOINT statement`);
    }
  }
  return failures;
}

/** Runs statements as a runner does: in one transaction. A failed one is undone, and the rest committed. */
export async function runWhole(
  database: Database,
  statements: readonly Statement[],
  without?: ReadonlySet<Statement>,
): Promise<Failure[]> {
  await database.run('BEGIN');
  const failures = await runStatements(database, statements, without);
  const error = await attempt(database, 'COMMIT');
  const last = statements.at(-1);
  // Deferred constraints are checked at COMMIT.
  if (error && last) failures.push({ statement: last, ...error });
  await database.run('RESET ALL');
  return failures;
}
