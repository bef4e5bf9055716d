/** What a terminal put around the dump: warnings of pg_dump or docker above it, a prompt below it. */
import { parseStatements } from '../grammar.js';
import { scan } from '../source/scan.js';
import { Unclosed } from '../source/tokens.js';
import { type Diagnostic, InputError, placeAt } from '../diagnostics.js';

const FIRST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump\r?\n--/m;
const LAST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump complete\r?\n--/gm;

/** The text with the noise blanked out (its lines keep their numbers), and a warning for each place. */
export function silence(text: string, file?: string): { text: string; diagnostics: Diagnostic[] } {
  const first = FIRST.exec(text)?.index;
  if (first === undefined) return { text, diagnostics: [] };
  const last = [...text.matchAll(LAST)].at(-1);
  const end = last ? last.index + last[0].length : text.length;
  const diagnostics: Diagnostic[] = [];
  const quiet = (from: number, to: number, where: string): string => {
    const part = text.slice(from, to);
    if (isSql(part)) return part;
    diagnostics.push({
      severity: 'warning',
      code: 'scan/noise',
      message: `Text that is not SQL stands ${where} the dump; it was left out.`,
      help: 'Send the messages of pg_dump elsewhere: pg_dump … > schema.sql 2> messages.txt',
      place: placeAt(text, from + part.length - part.trimStart().length, file),
    });
    return part.replace(/[^\n]/g, ' ');
  };
  // Before 8.1 pg_dump wrote neither of the two lines.
  if (!last && /^-- Dumped by pg_dump version/m.test(text)) {
    diagnostics.push({
      severity: 'warning',
      code: 'scan/incomplete-dump',
      message: 'The line "PostgreSQL database dump complete" is missing: the dump may be cut off.',
      help: 'Make the dump again, and look whether pg_dump ended without an error.',
      ...(file === undefined ? {} : { place: placeAt(text, text.length, file) }),
    });
  }
  const before = quiet(0, first, 'above');
  const behind = quiet(end, text.length, 'below');
  return { text: `${before}${text.slice(first, end)}${behind}`, diagnostics };
}

function isSql(part: string): boolean {
  try {
    const found = scan(part).filter(({ kind }) => kind === 'sql');
    return parseStatements(found.map(({ text }) => text)).every((result) => 'type' in result);
  } catch (error) {
    if (error instanceof InputError || error instanceof Unclosed) return false;
    throw error;
  }
}
