/** The first lines of a dump: its source server, and the program that wrote it. */
import { isOwnOutput } from './ownOutput.js';

export interface Head {
  /** The part of the text that may contain these lines. */
  readonly text: string;
  /** The major version in a header of pg_dump or of this tool. */
  readonly server: number | undefined;
  /** The first two numbers of the version in a header of pg_dump: `15.6`, `9.5`. */
  readonly dumpedFrom: number | undefined;
  /** The major version of pg_dump; 0 if its line has none. */
  readonly writer: number | undefined;
  /** True if the text is an output of this tool. */
  readonly isOwnOutput: boolean;
}

/** Later lines of this form may be part of a definition. */
const HEAD = 1 << 14;

const SERVER = /^-- (?:Dumped from database version|For PostgreSQL) (\d+)/m;
const DUMPED_FROM = /^-- Dumped from database version (\d+(?:\.\d+)?)/m;
/** Identifies a dump whose first line was removed; pg_dump before 8.1 wrote neither a first nor a last line. */
const WRITER = /^-- Dumped by pg_dump version (\d*)/m;

export function headOf(whole: string): Head {
  const text = whole.slice(0, HEAD);
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return {
    text,
    server: number(SERVER),
    dumpedFrom: number(DUMPED_FROM),
    writer: number(WRITER),
    isOwnOutput: isOwnOutput(whole),
  };
}
