/** What the first lines of a dump say of it: the server that it comes from, and what wrote it. */
import { isOwnOutput } from './ownOutput.js';

export interface Head {
  /** So much of the text as the lines may be in. */
  readonly text: string;
  /** The major version in a header of pg_dump, or of this tool. */
  readonly server: number | undefined;
  /** In a header of pg_dump alone, with a minor version where it belongs to the name: `15.6`, `9.5`. */
  readonly dumpedFrom: number | undefined;
  /** The major version of pg_dump; 0: its line is there without one. */
  readonly writer: number | undefined;
  /** The text is an output of this tool. */
  readonly isOwnOutput: boolean;
}

/** Further down such lines could be anything. */
const HEAD = 1 << 14;

const SERVER = /^-- (?:Dumped from database version|For PostgreSQL) (\d+)/m;
const DUMPED_FROM = /^-- Dumped from database version (\d+(?:\.\d+)?)/m;
/** Before 8.1 pg_dump wrote neither its first nor its last line; whoever took the first away left this. */
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
