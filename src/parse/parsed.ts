/** The data passed between the stages of reading. */
import type { SyntaxFailure, Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';
import type { Translation } from './formerSyntax.js';

/** What the settings let through. */
export interface Allowed {
  /** A statement that PostgreSQL's grammar refuses is written as it stands. */
  readonly allowUnparsed?: boolean;
  /** Accepts a dump that ends early. */
  readonly allowIncomplete?: boolean;
}

export interface Parsed {
  readonly raw: RawStatement;
  readonly tree: Tree | undefined;
  readonly failure?: SyntaxFailure;
  /** What was translated from an older version's syntax. */
  readonly note?: Translation['note'];
}
