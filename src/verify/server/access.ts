/** With whose rights the SQL runs on a server. */
import type { Database, Patience } from '../engine/engine.js';
import type { Connect, Session } from './connection.js';

/** What the access to a server is made with. */
export interface Entry extends ServerOptions {
  readonly administrator: Session;
  readonly connect: Connect;
  /** In the names of all that is made. */
  readonly run: string;
}

export interface ServerOptions {
  /** `postgres://user@host:port/postgres`, `postgres:///postgres?host=/run/postgresql`; of a superuser. */
  readonly url: string;
  /** The SQL runs as that superuser. Otherwise as a role made for it, which may do nothing outside of the scratch databases. */
  readonly trust: boolean;
  readonly patience: Patience;
  /** The SQL that is to run. */
  readonly sql: readonly string[];
  /** May a role of this name have been made by the SQL? */
  readonly isNamed: (role: string) => boolean;
}

/** With whose rights the SQL runs. */
export interface Access {
  readonly superuser: boolean;
  /** What CREATE DATABASE says of the owner. */
  readonly owner: string;
  /** Right after a database is made, before anything of the SQL is in it. @param empty it is no copy */
  prepare(database: string, empty: boolean): Promise<void>;
  connect(database: string): Promise<Session>;
  makeRole(database: Database, role: string): Promise<void>;
  /** Right before a database is dropped. */
  leave(database: string): Promise<void>;
  /** All databases are gone. */
  end(): Promise<void>;
}
