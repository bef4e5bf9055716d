/** The data passed between the stages of reading. */
import type { SyntaxFailure, Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';
import type { Translation } from './formerSyntax.js';

/** `file` is the input's name in the report and in places. */
export interface Input {
  readonly text: string;
  readonly file?: string;
  /** Keeps statements unchanged that PostgreSQL's grammar rejects. */
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
