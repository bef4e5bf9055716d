/** What is known of a platform or a tool whose tables may be in a dump. */

export interface Tool {
  /** As its users call it. */
  readonly name: string;
  /** Its schemas, each with the tables in it; `*`: any. None: its tables are in a schema of the application. */
  readonly schemas?: Readonly<Record<string, readonly string[]>>;
  /** Its tables, in whatever schema; a star stands for any letters. */
  readonly tables?: readonly string[];
  /** Functions that only it makes, `schema.name`. */
  readonly routines?: readonly string[];
  /** Owners that only it has. */
  readonly owners?: RegExp;
  readonly extensions?: readonly string[];
  /** Tables of its own, each known by columns. */
  readonly signature?: Readonly<Record<string, string>>;
  /** So many tables with the signature have to be in one schema; by default one. */
  readonly least?: number;
  /** A table with the signature is its only if it has no columns but those and these. */
  readonly others?: string;
  /** Roles with which it works for everybody. */
  readonly roles?: RegExp;
}

/** So many of a tool's own tables prove that it is the tool. */
export const ENOUGH_TABLES = 3;
