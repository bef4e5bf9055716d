/** What the stages of reading hand to each other. */
import type { SyntaxFailure, Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';
import type { Translation } from './formerSyntax.js';

/** What the settings let through. */
export interface Allowed {
  /** A statement that PostgreSQL's grammar refuses is written as it stands. */
  readonly allowUnparsed?: boolean;
  /** The dump may end early. */
  readonly allowIncomplete?: boolean;
}

export interface Parsed {
  readonly raw: RawStatement;
  readonly tree: Tree | undefined;
  readonly failure?: SyntaxFailure;
  /** What was translated from the words of an older version. */
  readonly note?: Translation['note'];
}
