/** What stands around a dump: whether it is SQL, and whether the dump is whole. */
import { type Diagnostic, InputError, placeAt } from '../diagnostics.js';
import { type Scan, scanDump } from '../source/scan.js';
import type { Input, Parsed } from './refuse.js';

const FIRST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump\r?\n--/m;
const LAST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump complete\r?\n--/gm;
/** Lines that a statement begins with, and no message of a terminal. */
const STATEMENT = /^(?:CREATE|ALTER|COMMENT|GRANT|REVOKE|INSERT|COPY|SET|SELECT|DROP)\b/m;

/** The lines keep their numbers. */
const blank = (text: string): string => (STATEMENT.test(text) ? text : text.replace(/[^\n]/g, ' '));

/**
 * Scans a dump. Where a quote is never closed, an apostrophe in a message around the dump may be to blame: then what stands
 * there is left out, unless it holds statements.
 * @throws InputError as scanDump does
 */
export function scanAround(text: string, file?: string): Scan {
  try {
    return scanDump(text, file);
  } catch (error) {
    const first = FIRST.exec(text)?.index;
    if (!(error instanceof InputError) || first === undefined) throw error;
    const last = [...text.matchAll(LAST)].at(-1);
    const end = last ? last.index + last[0].length : text.length;
    const quiet = `${blank(text.slice(0, first))}${text.slice(first, end)}${blank(text.slice(end))}`;
    if (quiet === text) throw error;
    return { ...scanDump(quiet, file), silenced: text.slice(0, first).trim() === '' ? 'below' : 'above' };
  }
}

/** True for a statement that is not SQL and stands outside of the dump, and for what looks like a psql line there. */
export function isNoise({ raw, failure }: Parsed, { begin, complete }: Scan, refused: boolean): boolean {
  const outside =
    (begin !== undefined && raw.start < begin) || (complete !== undefined && raw.start > complete);
  return (
    outside &&
    (failure !== undefined || (refused && raw.kind === 'psql' && !raw.text.startsWith('\\unrestrict')))
  );
}

export function noiseDiagnostics(
  noise: readonly Parsed[],
  { begin, complete, silenced }: Scan,
  { text, file }: Input,
): Diagnostic[] {
  const left = (where: string, offset: number): Diagnostic => ({
    severity: 'warning',
    code: 'scan/noise',
    message: `Text that is not SQL stands ${where} the dump; it was left out.`,
    help: 'Send the messages of pg_dump elsewhere: pg_dump … > schema.sql 2> messages.txt',
    place: placeAt(text, offset, file),
  });
  const above = noise.find(({ raw }) => begin !== undefined && raw.start < begin);
  const below = noise.find(({ raw }) => complete !== undefined && raw.start > complete);
  return [
    ...(above || silenced === 'above' ? [left('above', above?.raw.start ?? 0)] : []),
    ...(below || silenced === 'below' ? [left('below', below?.raw.start ?? complete ?? 0)] : []),
  ];
}

/** Before 8.1 pg_dump wrote neither of the two lines. */
const WRITER = /^-- Dumped by pg_dump version/m;

export function cutOff({ complete }: Scan, { text, file }: Input): Diagnostic[] {
  if (complete !== undefined || !WRITER.test(text.slice(0, 1 << 14))) return [];
  return [
    {
      severity: 'warning',
      code: 'scan/incomplete-dump',
      message: 'The line "PostgreSQL database dump complete" is missing: the dump may be cut off.',
      help: 'Make the dump again, and look whether pg_dump ended without an error.',
      place: placeAt(text, text.length, file),
    },
  ];
}
