/**
 * Splits text into statements, in one pass from the first character to the last: no backtracking, linear in the
 * size. Knows PostgreSQL's quoting and psql's rules for the end of a statement, but not what a statement means.
 * https://www.postgresql.org/docs/current/app-psql.html
 */
import { InputError, placeAt } from '../diagnostics/diagnostics.js';
import type { RawStatement, Scan } from './rawStatement.js';
import { Scanner } from './scanner.js';

export type { RawKind, RawStatement, Scan } from './rawStatement.js';

/**
 * @param text the decoded source
 * @param file its name, for messages
 * @throws InputError if a quote, comment, dollar body, parenthesis or COPY block is never closed
 */
export const scan = (text: string, file?: string): RawStatement[] =>
  closed(scanCut(text), text, file).statements;

/** The statements of a routine's body, in which nothing is a message of a program. @throws InputError as scan does */
export const scanBody = (text: string): RawStatement[] =>
  closed(new Scanner(text, false).run(), text).statements;

/** A text that may end anywhere: what it ends inside of is a `fragment`. */
export const scanCut = (text: string): Scan => new Scanner(text, true).run();

function closed(scanned: Scan, text: string, file?: string): Scan {
  if (!scanned.unclosed) return scanned;
  const { what, offset } = scanned.unclosed;
  throw new InputError('scan/unclosed', `This ${what} is never closed: the file ends inside it.`, {
    help: 'The dump is cut off. Export it again, and check that pg_dump ended without an error; --allow-incomplete leaves out the unfinished statement.',
    place: placeAt(text, offset, file),
    text,
  });
}
