/** What goes into an engine as SQL, and what comes back. */
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Engine } from '../../verify/engine/engine.js';
import type { EngineOptions } from '../../verify/engines.js';
import type { Statement } from '../../verify/sql/split.js';

export interface SqlText {
  readonly text: string;
  /** For messages; undefined for standard input. */
  readonly file?: string;
  /** A dump runs as psql runs it; a baseline and a migration as a runner does, in one transaction. */
  readonly form: 'dump' | 'baseline' | 'migration';
  /** A setting of the runner: no transaction. */
  readonly alone?: boolean;
}

export interface LoadOptions {
  /** PGlite, or scratch databases on a server. */
  readonly engine?: EngineOptions;
  /** An engine that is open, and stays so; it must know the extensions of all texts. */
  readonly opened?: Engine;
  /** The environment of pg_dump, which reads a server's databases. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Reports progress. */
  readonly say?: (what: string) => void;
}

export interface StatementOf extends Statement {
  readonly file?: string;
}

/** A statement that PostgreSQL rejected. */
export interface Failed {
  readonly statement: StatementOf;
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

/** A statement that only this engine cannot run. */
export interface NotRun extends Failed {
  /** What the engine lacks. */
  readonly why: string;
}

export interface Loaded {
  /** The schema, as pg_dump writes it. */
  readonly sql: string;
  /** Gaps of the engine: the text lacks the effect of these statements. */
  readonly notRun: readonly NotRun[];
  /** Mistakes of the SQL: what the text shows is not what it was to make. */
  readonly failures: readonly Failed[];
  /** Statements of migrations that change rows. */
  readonly data: readonly StatementOf[];
  /**
   * False if the text has no owners: nothing names them, or the engine cannot set them. Where it has, objects without
   * an owner belong to the role that runs the SQL.
   */
  readonly owners: boolean;
  /** Roles that were created because the SQL names them. */
  readonly roles: readonly string[];
  /** The engine in words: `PGlite (PostgreSQL 18.3)`. */
  readonly engine: string;
  /** Its major version, which is the form of the text. */
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}
