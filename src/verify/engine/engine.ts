/** A PostgreSQL for scratch: in this process, or a server that the user named. Whatever is made there is gone at the end. */

export type Row = Readonly<Record<string, unknown>>;

/** A scratch database, with one session. */
export interface Database {
  /** Runs a script of verify's own. @throws with PostgreSQL's message and `code` at its first error */
  run(sql: string): Promise<void>;
  /**
   * Runs statements of the SQL at hand one after the other, each within the time limit.
   * @throws with PostgreSQL's message and `code` at the first error
   * @throws Stopped where one neither ends nor can be cancelled
   */
  runAll(statements: readonly string[]): Promise<void>;
  /** The rows of one query; values as PostgreSQL's text is read by JavaScript (numbers, booleans, arrays, JSON). */
  query<R extends Row = Row>(
    sql: string,
    parameters?: readonly unknown[],
    /** Of a query that runs statements of the SQL at hand: it says `mark 3` before the third. Stopped then has its number. */
    mark?: string,
  ): Promise<R[]>;
  close(): Promise<void>;
}

/** Databases belong to a cluster: what is made with a name like this is dropped at the end. */
export const SCRATCH = 'pg_baseline_verify_';

export interface Engine {
  /** For people: `PGlite (PostgreSQL 18.3)`, `server at localhost (PostgreSQL 15.18)`. */
  readonly name: string;
  /** Major version. */
  readonly version: number;
  /**
   * Sessions are a superuser's: whoever the SQL names can be made, owned by and attacked as. Otherwise they are those of a role
   * that may do nothing but in its scratch databases, and what that role may not do is not checked.
   */
  readonly superuser: boolean;
  /**
   * An empty database; with `from`, a copy of that one, whose session begins anew. Roles are the copy's too: in PGlite each
   * database has its own, on a server all share them.
   */
  create(from?: Database): Promise<Database>;
  /** Makes a role that the SQL names, where it is missing. */
  makeRole(database: Database, role: string): Promise<void>;
  close(): Promise<void>;
}

/** How long things may take, in milliseconds. */
export interface Patience {
  /** One statement of the dump or the baseline. */
  readonly statement: number;
  /** One query of verify's own, which may hold hundreds of attacks. */
  readonly query: number;
}

/** @param seconds for one statement */
export const patienceOf = (seconds: number = STATEMENT_SECONDS): Patience => ({
  statement: seconds * 1000,
  query: seconds * 10_000,
});

/** Each statement of a schema takes milliseconds where no table has a row. */
export const STATEMENT_SECONDS = 30;

export const tooSlow = (milliseconds: number): string =>
  `The statement did not finish within ${milliseconds / 1000} s.`;

/** The session is lost: a statement never ended, or broke the engine. */
export class Stopped extends Error {
  /** @param at which of the statements of runAll */
  constructor(
    message: string,
    readonly at: number = 0,
  ) {
    super(message);
  }
}

/** SQLSTATE and message of what a database said; anything else is a bug, and thrown on. */
export interface DatabaseError {
  readonly code: string;
  readonly message: string;
}

export function databaseError(error: unknown): DatabaseError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // Of the network and of Node, codes are words: ECONNRESET.
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return { code, message: String(message) };
  throw error;
}

/**
 * Classes of errors that say what the engine is not up to, and nothing of the SQL: resources, limits, a session that was ended.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OF_ENGINE = /^(?:08|53|54|57|58|XX)/;

/** Runs queries of verify's own. @throws Stopped where the engine is not up to one */
export async function asking<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && code.length === 5 && OF_ENGINE.test(code))
      throw new Stopped(String(message));
    throw error;
  }
}

/** What the database said against statements; undefined where they ran. */
export async function attempt(
  database: Database,
  ...statements: readonly string[]
): Promise<DatabaseError | undefined> {
  try {
    await database.runAll(statements);
    return undefined;
  } catch (error) {
    return databaseError(error);
  }
}
