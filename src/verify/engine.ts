/** A PostgreSQL for scratch: in this process, or a server that the user named. Whatever is made there is gone at the end. */

export type Row = Readonly<Record<string, unknown>>;

/** A scratch database, with one session. */
export interface Database {
  /** Runs a script, statement after statement. @throws with PostgreSQL's message at its first error */
  run(sql: string): Promise<void>;
  /** The rows of one query; values as PostgreSQL's text is read by JavaScript (numbers, booleans, arrays, JSON). */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

export interface Engine {
  /** For people: `PGlite (PostgreSQL 18.3)`, `server at localhost (PostgreSQL 15.18)`. */
  readonly name: string;
  /** Major version. */
  readonly version: number;
  /** An empty database; with `from`, a copy of that one. */
  create(from?: Database): Promise<Database>;
  close(): Promise<void>;
}
