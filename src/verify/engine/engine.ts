/** A PostgreSQL for scratch databases, in this process or on the user's server. All of it is dropped at the end. */

export type Row = Readonly<Record<string, unknown>>;

/** A scratch database, with one session. */
export interface Database {
  /** Runs a script of verify's own. @throws with PostgreSQL's message and `code` at its first error */
  run(sql: string): Promise<void>;
  /**
   * Runs statements of the input SQL one after the other, each within the time limit.
   * @throws with PostgreSQL's message and `code` at the first error
   * @throws Stopped if one neither ends nor can be cancelled
   */
  runAll(statements: readonly string[]): Promise<void>;
  /** The rows of one query; values are parsed from PostgreSQL's text (numbers, booleans, arrays, JSON). */
  query<R extends Row = Row>(
    sql: string,
    parameters?: readonly unknown[],
    /** The query reports `mark 3` before its third statement of the input SQL, so that Stopped has its number. */
    mark?: string,
  ): Promise<R[]>;
  close(): Promise<void>;
}

/** Prefix of names in the cluster, such as databases: what has it is dropped at the end. */
export const SCRATCH = 'pg_baseline_verify_';

/** Starts the pg_dump of this machine. @param url of the database, with the password that it needs */
export type PgDump = (url: string, flags: readonly string[]) => Promise<string>;

export interface Engine {
  /** Display name: `PGlite (PostgreSQL 18.3)`, `server at localhost (PostgreSQL 15.18)`. */
  readonly name: string;
  /** Major version. */
  readonly version: number;
  /**
   * Sessions are a superuser's: any role that the SQL names can be created, own objects and attack. Otherwise the
   * session's role may act only in its scratch databases, and what needs more is not checked.
   */
  readonly superuser: boolean;
  /**
   * An empty database; with `from`, a copy of that one, with a new session. A copy has the same roles: in PGlite
   * each database has its own, on a server all share them.
   */
  create(from?: Database): Promise<Database>;
  /** Creates a role that the SQL names, if it is missing. */
  makeRole(database: Database, role: string): Promise<void>;
  /**
   * What pg_dump writes about a database, read with the rights that the SQL had.
   * @param pgDump for a server; PGlite has its own
   */
  dump(database: Database, flags: readonly string[], pgDump: PgDump): Promise<string>;
  close(): Promise<void>;
}

/** Time limits, in milliseconds. */
export interface Patience {
  /** One statement of the dump or the baseline. */
  readonly statement: number;
  /** One query of verify's own, which may run hundreds of attacks. */
  readonly query: number;
}

/** @param seconds for one statement */
export const patienceOf = (seconds: number = STATEMENT_SECONDS): Patience => ({
  statement: seconds * 1000,
  query: seconds * 10_000,
});

/** Each statement of a schema takes milliseconds while tables are empty. */
export const STATEMENT_SECONDS = 30;

export const tooSlow = (milliseconds: number): string =>
  `The statement did not finish within ${milliseconds / 1000} s.`;

/** The session is lost: a statement never ended, or broke the engine. */
export class Stopped extends Error {
  /** @param at index of the statement in runAll */
  constructor(
    message: string,
    readonly at: number = 0,
  ) {
    super(message);
  }
}

/** SQLSTATE and message of a database error; any other error is a bug, and rethrown. */
export interface DatabaseError {
  readonly code: string;
  readonly message: string;
}

export function databaseError(error: unknown): DatabaseError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // Codes of the network and of Node are words: ECONNRESET.
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return { code, message: String(message) };
  throw error;
}

/**
 * Classes of errors that concern the engine, not the SQL: resources, limits, a session that was ended.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OF_ENGINE = /^(?:08|53|54|57|58|XX)/;

/** Runs queries of verify's own. @throws Stopped if the engine cannot complete one */
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

/** Runs statements. @returns the database's error; undefined if all ran */
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
