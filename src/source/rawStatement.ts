/** The scanner's result: statements, not yet parsed. */
import type { Heading } from './heading.js';

/**
 * - `sql`: a statement, without its semicolon
 * - `psql`: a line for psql itself (`\restrict key`), backslash included
 * - `copy`: `COPY … FROM stdin` with its rows
 * - `insert`: `INSERT INTO …`, separate because data is counted, not parsed
 * - `noise`: a line that a program printed into the dump
 * - `fragment`: the unfinished rest at the end of the file
 */
export type RawKind = 'sql' | 'psql' | 'copy' | 'insert' | 'noise' | 'fragment';

export interface RawStatement {
  readonly kind: RawKind;
  /** Position in the file, from 0. */
  readonly index: number;
  /** Offsets (UTF-16 units) into the source; `end` is before the semicolon. */
  readonly start: number;
  readonly end: number;
  /** 1-based line of `start`. */
  readonly line: number;
  readonly text: string;
  /** The pg_dump heading above it: an object has one heading and often several statements. */
  readonly heading: Heading | undefined;
  /** Rows of a `copy` or `insert`. */
  readonly rows: number;
}

export interface Scan {
  readonly statements: RawStatement[];
  /** All of pg_dump's headings, also those without a statement. */
  readonly headings: Heading[];
  /** Offsets of pg_dump's own first and last comment, if it has them. */
  readonly begin: number | undefined;
  readonly complete: number | undefined;
  /** Offset of the last one of these of a database, be it a first or a last one. */
  readonly last: number | undefined;
  /** Offsets of pg_dump's first comments that have no last one. */
  readonly unfinished: readonly number[];
  /** The last statement, if the file ends without its semicolon. */
  readonly open: RawStatement | undefined;
  /** Start of the quote, comment, parenthesis or COPY block that the file does not close. */
  readonly unclosed: { readonly what: string; readonly offset: number } | undefined;
  /** Offsets of lines in quoted texts that look like messages of pg_dump. */
  readonly suspicious: readonly number[];
  /** Text around the dump that was left out to make the rest readable. */
  readonly silenced?: readonly { readonly start: number; readonly text: string }[];
}
