/** One statement of the dump, with its tree and the settings that were in force where it stood. */
import type { Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';

/** The search_path of the dump at a statement: pg_dump before 10.3 sets it before every object and leaves names unqualified. */
export interface SearchPath {
  /** As `SET search_path = …` takes it: `shop, pg_catalog`, or `''`. */
  readonly sql: string;
  /** Its schemas, without pg_catalog; empty for `''`. */
  readonly schemas: readonly string[];
  /** Where it is for one statement alone: the path around it, as `sql`. */
  readonly around?: string;
}

/** Settings that decide what a statement means; all others of a dump are noise. */
export interface Session {
  /** Undefined as long as the dump sets none: then the runner's own path decides. */
  readonly searchPath: SearchPath | undefined;
  readonly tableAccessMethod: string | undefined;
  /** `SET SESSION AUTHORIZATION x`: the owner of what is created, the grantor of what is granted. */
  readonly authorization: string | undefined;
}

export interface Statement {
  readonly raw: RawStatement;
  /** The statement without its semicolon: a slice of the source. */
  readonly text: string;
  /** Undefined for psql lines, data, and what PostgreSQL's grammar refuses. */
  readonly tree: Tree | undefined;
  readonly session: Session;
  /** The transform that wrote it; absent: it is the dump's. */
  readonly by?: string;
}

/** A statement that the dump does not have: a transform adds it. Its index is -1, so that it sorts before those of the dump. */
export function added(text: string, by: string): Statement {
  return {
    by,
    raw: { kind: 'sql', index: -1, start: 0, end: 0, line: 0, text, heading: undefined, rows: 0 },
    text,
    tree: undefined,
    session: { searchPath: undefined, tableAccessMethod: undefined, authorization: undefined },
  };
}
