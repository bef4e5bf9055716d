/** What holds for every object of a kind, whatever its statement says. `src/kinds/is.ts` answers for an object. */

/**
 * Kinds that PostgreSQL's commands treat alike: `table` also a foreign one, `view` also a materialized one, `privilege` also
 * default privileges and memberships.
 */
export type Family = 'table' | 'view' | 'routine' | 'type' | 'constraint' | 'privilege' | 'none';

/** What is left out because it is no part of a schema: rows, what holds for the session that restores a dump, the cluster. */
export type LeftOutAs = 'data' | 'session' | 'cluster';

/** Each kind decides the first three; the others hold where they are given. */
export interface Traits {
  readonly family: Family;
  /** The words of pg_dump's headings (`Type: TABLE`) above it; `any`: it may be between an object and the next heading. */
  readonly headings: readonly string[] | 'any';
  /** There is only one of a name: a second definition is reported. Others (a GRANT, a setting) add to each other. */
  readonly unique: boolean;

  /** The header of the output counts them: `policies`. */
  readonly plural?: string;
  /** What ALTER … OWNER TO calls it; absent: it has no owner of its own. */
  readonly noun?: string;
  /** What GRANT USAGE ON calls it, for the owner of the database where an administrator creates it. */
  readonly usage?: string;
  /** It belongs to a table, in which its name is unique. */
  readonly ofTable?: true;
  /** It only changes or describes another object, and goes with that one. */
  readonly about?: true;
  readonly leftOut?: { readonly as: LeftOutAs; readonly why: string };

  /**
   * With `superuser: separate`. `before`: an administrator creates it before the baseline, even if that takes no superuser;
   * `after`: after the baseline, if it takes one. Absent: before it, if it takes one.
   */
  readonly administrator?: 'before' | 'after';
  /** Files may rely on it: where it is missing, they create it themselves. */
  readonly reliable?: true;

  /** Code runs where it is used: a routine, or a type or operator with functions or checks. */
  readonly runs?: true;
  /**
   * It has expressions that run when a row is written; `build`: when it is created, too.
   * `label` is what messages call it.
   */
  readonly expressions?: { readonly label: string; readonly run: 'write' | 'build' };
  /** Its expressions may name the columns of a row that a routine returns, as `(core.f()).id`. */
  readonly spellsRows?: true;
  /** It holds parsed SQL of its own: queries; or statements, which may write. */
  readonly queries?: 'read' | 'write';

  /** It has storage of its own, in a tablespace; a constraint has that of its index. */
  readonly stored?: true;
  /** It shows rows, but row-level security cannot protect them: PostgreSQL has policies on tables only. */
  readonly unprotected?: true;
  /** Its options may hold a password; it is created only where it is missing, so a placeholder replaces nothing. */
  readonly credentials?: true;
  /** Its text is prose, not SQL. */
  readonly prose?: true;
}
