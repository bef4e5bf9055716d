/** A dump with messages of programs around it, in which an apostrophe may open a quote. */
import { type Scan, scanCut } from './scan.js';

const FIRST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump\r?\n--/m;
const LAST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump complete\r?\n--/gm;
/** Lines that start a statement, not a message of a terminal. */
export const STATEMENT =
  /^(?:CREATE|ALTER|COMMENT\s+ON|GRANT|REVOKE|INSERT\s+INTO|COPY|SET|SELECT|DROP|DO|SECURITY\s+LABEL|REFRESH)\b/i;
const STATEMENTS = new RegExp(STATEMENT.source, 'm');

/** Keeps line breaks, and so the line numbers. */
export const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/**
 * Scans a dump, which may end anywhere. If a quote is never closed, an apostrophe in a message around the dump may
 * have opened it: text around the dump is then left out, unless it contains statements.
 */
export function scanAround(text: string): Scan {
  const whole = scanCut(text);
  const first = FIRST.exec(text)?.index;
  if (!whole.unclosed || first === undefined) return whole;
  const last = [...text.matchAll(LAST)].at(-1);
  const end = last ? last.index + last[0].length : text.length;
  const around = [
    { start: 0, text: text.slice(0, first) },
    { start: end, text: text.slice(end) },
  ].filter((part) => part.text.trim() !== '' && !STATEMENTS.test(part.text));
  const quiet = around.reduce((rest, part) => {
    const next = part.start + part.text.length;
    return rest.slice(0, part.start) + blank(part.text) + rest.slice(next);
  }, text);
  const scanned = scanCut(quiet);
  return scanned.unclosed ? whole : { ...scanned, silenced: around };
}
