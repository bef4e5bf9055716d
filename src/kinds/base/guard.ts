/** The re-runnable form of a statement: its condition on the catalogs, and what runs with it. */
import type { Target } from '../../catalog/catalog.js';

/** A statement's condition: an SQL expression, or the absence (presence) of a row in the system catalogs. */
export type Condition = string | RowCondition;

export interface RowCondition {
  /** `missing`: runs if no such row exists; `present`: runs if one exists. */
  readonly row: 'missing' | 'present';
  readonly from: string;
  readonly where: readonly string[];
  /** An additional condition. */
  readonly and?: string;
}

/** Settings that the re-runnable form depends on. */
export interface GuardTarget extends Target {
  /** For a statement whose roles are missing: `expect` makes it an error; otherwise it is skipped. */
  readonly roles: 'create' | 'expect' | 'skip';
}

/** The re-runnable form of a statement. */
export interface Guard {
  /** Without `when`: native (`IF NOT EXISTS`, `OR REPLACE`), or repeatable unchanged and without a lock. */
  readonly sql: string;
  /** Replaces `sql` for a list, printed one item per line: `sql` then precedes the list. */
  readonly list?: { readonly items: readonly string[]; readonly tail: string };
  /** Condition to run it: printed as a DO block that queries the catalogs. */
  readonly when?: Condition;
  /** Statements that must run before it, if it runs. */
  readonly before?: readonly string[];
  /** A server may not support it, so it gets its own block. */
  readonly alone?: boolean;
  /** Statements right before and after it in the same block: `SET LOCAL ROLE x`, `RESET ROLE`. */
  readonly around?: readonly [string, string];
}

/** Runs if no row of `from` meets the conditions. */
export const unless = (from: string, ...where: readonly string[]): RowCondition => ({
  row: 'missing',
  from: `pg_catalog.${from}`,
  where,
});

/** Runs if a row of `from` meets the conditions. */
export const where = (from: string, ...conditions: readonly string[]): RowCondition => ({
  row: 'present',
  from: `pg_catalog.${from}`,
  where: conditions,
});
