/** A statement of the dump, with its tree and the settings in effect. */
import type { Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';

/** The search path at a statement: pg_dump before 10.3 sets it before every object and leaves names unqualified. */
export interface SearchPath {
  /** The value for `SET search_path = …`: `shop, pg_catalog`, or `''`. */
  readonly sql: string;
  /** Its schemas, without pg_catalog; empty for `''`. */
  readonly schemas: readonly string[];
  /** For a search path of one statement only: the surrounding one, as `sql`. */
  readonly around?: string;
}

/** Settings that change a statement's meaning; others of a dump are noise. */
export interface Session {
  /** Undefined until the dump sets one: the runner's own applies. */
  readonly searchPath: SearchPath | undefined;
  readonly tableAccessMethod: string | undefined;
  /** `SET SESSION AUTHORIZATION x`: the owner of new objects and grantor of privileges. */
  readonly authorization: string | undefined;
}

export interface Statement {
  readonly raw: RawStatement;
  /** A slice of the source without the semicolon. */
  readonly text: string;
  /** Undefined for psql lines, data, and statements that PostgreSQL's grammar rejects. */
  readonly tree: Tree | undefined;
  readonly session: Session;
  /** The transform that wrote it; absent for statements of the dump. */
  readonly by?: string;
}

/** A statement that a transform adds. Its index of -1 sorts it before those of the dump. */
export function added(text: string, by: string): Statement {
  return {
    by,
    raw: { kind: 'sql', index: -1, start: 0, end: 0, line: 0, text, heading: undefined, rows: 0 },
    text,
    tree: undefined,
    session: { searchPath: undefined, tableAccessMethod: undefined, authorization: undefined },
  };
}
