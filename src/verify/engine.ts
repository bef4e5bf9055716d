/** A PostgreSQL for scratch: in this process, or a server that the user named. Whatever is made there is gone at the end. */

export type Row = Readonly<Record<string, unknown>>;

/** A scratch database, with one session. */
export interface Database {
  /** Runs a script, statement after statement. @throws with PostgreSQL's message and `code` at its first error */
  run(sql: string): Promise<void>;
  /** The rows of one query; values as PostgreSQL's text is read by JavaScript (numbers, booleans, arrays, JSON). */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** Roles belong to a cluster: what is made of them with a name like this is dropped at the end, whoever made it. */
export const SCRATCH = 'pg_baseline_verify_';

export interface Engine {
  /** For people: `PGlite (PostgreSQL 18.3)`, `server at localhost (PostgreSQL 15.18)`. */
  readonly name: string;
  /** Major version. */
  readonly version: number;
  /**
   * An empty database; with `from`, a copy of that one, whose session begins anew. Roles are the copy's too: in PGlite each
   * database has its own, on a server all share them.
   */
  create(from?: Database): Promise<Database>;
  close(): Promise<void>;
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

/** What the database said against a script; undefined where it ran. */
export async function attempt(database: Database, sql: string): Promise<DatabaseError | undefined> {
  try {
    await database.run(sql);
    return undefined;
  } catch (error) {
    return databaseError(error);
  }
}
