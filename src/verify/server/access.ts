/** The rights with which the SQL runs on a server. */
import type { Database, Patience } from '../engine/engine.js';
import type { Connect, Session, UrlOf } from './connection.js';

/** What setting up the access needs. */
export interface Entry extends ServerOptions {
  readonly administrator: Session;
  readonly connect: Connect;
  readonly urlOf: UrlOf;
  /** Part of the names of all that is made. */
  readonly run: string;
}

export interface ServerOptions {
  /** `postgres://user@host:port/postgres`, `postgres:///postgres?host=/run/postgresql`; the role is a superuser. */
  readonly url: string;
  /**
   * The SQL runs as that superuser. Otherwise as a role made for it, which may do nothing outside the scratch
   * databases.
   */
  readonly trust: boolean;
  readonly patience: Patience;
  /** The SQL to run. */
  readonly sql: readonly string[];
  /** May the SQL have created a role of this name? */
  readonly isNamed: (role: string) => boolean;
}

export interface Access {
  readonly superuser: boolean;
  /** The owner in CREATE DATABASE. */
  readonly owner: string;
  /** Runs right after a database is made, before any of the SQL. @param empty false for a copy */
  prepare(database: string, empty: boolean): Promise<void>;
  connect(database: string): Promise<Session>;
  /** The URL with which a program may connect while `body` runs. */
  withUrl<T>(database: string, body: (url: string) => Promise<T>): Promise<T>;
  makeRole(database: Database, role: string): Promise<void>;
  /** Runs right before a database is dropped. */
  leave(database: string): Promise<void>;
  /** Runs after all databases are dropped. */
  end(): Promise<void>;
}
