/** A platform or tool whose tables may be in a dump. */

export interface Tool {
  /** The name that its users know. */
  readonly name: string;
  /** Its schemas, each with its tables; `*`: any. Undefined: its tables are in a schema of the application. */
  readonly schemas?: Readonly<Record<string, readonly string[]>>;
  /** Its tables in any schema; `*` matches any characters. */
  readonly tables?: readonly string[];
  /** Functions that only it creates, `schema.name`. */
  readonly routines?: readonly string[];
  /** Owners that only it has. */
  readonly owners?: RegExp;
  readonly extensions?: readonly string[];
  /** Columns that identify its tables, by table name. */
  readonly signature?: Readonly<Record<string, string>>;
  /** Number of tables with the signature that one schema needs; by default one. */
  readonly least?: number;
  /** All other columns that its tables may have: a table with more is not its own. */
  readonly others?: string;
  /** Roles that it uses to serve all tenants. */
  readonly roles?: RegExp;
}

/** Number of a tool's own tables that proves its presence. */
export const ENOUGH_TABLES = 3;
