/** Properties of all objects of a kind, independent of the statement. `src/kinds/is.ts` reads them for an object. */

/**
 * Kinds that PostgreSQL's commands treat alike: `table` includes foreign tables, `view` materialized views,
 * `privilege` default privileges and memberships.
 */
export type Family = 'table' | 'view' | 'routine' | 'type' | 'constraint' | 'privilege' | 'none';

/** Reasons to leave a statement out of the schema: rows, the restore session, the cluster. */
export type LeftOutAs = 'data' | 'session' | 'cluster';

/** Each kind sets the first three; the others are optional. */
export interface Traits {
  readonly family: Family;
  /** Types in pg_dump's headings (`Type: TABLE`) above it; `any`: it may appear under each heading. */
  readonly headings: readonly string[] | 'any';
  /** Names are unique: a second definition is reported. Others (a GRANT, a setting) add to each other. */
  readonly unique: boolean;

  /** The label by which the output's header counts it: `policies`. */
  readonly plural?: string;
  /** Its name in ALTER … OWNER TO; absent if it has no owner of its own. */
  readonly noun?: string;
  /** Its name in GRANT USAGE ON, for the database's owner if an administrator creates it. */
  readonly usage?: string;
  /** It belongs to a table, in which its name is unique. */
  readonly ofTable?: true;
  /** It only changes or describes another object, and follows that object. */
  readonly about?: true;
  readonly leftOut?: { readonly as: LeftOutAs; readonly why: string };

  /**
   * For `superuser: separate`. `before`: an administrator creates it before the baseline, even if that needs no
   * superuser; `after`: after the baseline, if it needs one. Absent: before it, if it needs one.
   */
  readonly administrator?: 'before' | 'after';
  /** Files can rely on it: they create it themselves if it is missing. */
  readonly reliable?: true;

  /** Using it runs code: a routine, or a type or operator with functions or checks. */
  readonly runs?: true;
  /**
   * Its expressions run when a row is written; with `build`, also when it is created.
   * `label` is its name in messages.
   */
  readonly expressions?: { readonly label: string; readonly run: 'write' | 'build' };
  /** Its expressions may name the columns of a row that a routine returns, as `(core.f()).id`. */
  readonly spellsRows?: true;
  /** It contains SQL that PostgreSQL stores parsed: queries; or statements, which may write. */
  readonly queries?: 'read' | 'write';

  /** It has its own storage, in a tablespace; a constraint has its index's. */
  readonly stored?: true;
  /** It shows rows that row-level security cannot protect: PostgreSQL has policies only on tables. */
  readonly unprotected?: true;
  /** Its options may contain a password; it is created only if missing, so the placeholder overwrites nothing. */
  readonly credentials?: true;
  /** Its text is prose, not SQL. */
  readonly prose?: true;
}
