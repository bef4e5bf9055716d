/**
 * A dump that ends early: without pg_dump's last line, or within a statement. The missing part is unknown, so it is
 * refused unless `allowIncomplete` is set. https://www.postgresql.org/docs/current/app-pgdump.html
 */
import {
  type Diagnostic,
  type DiagnosticCode,
  type ErrorCode,
  InputError,
  placeAt,
} from '../diagnostics/diagnostics.js';
import type { Scan } from '../source/scan.js';
import type { Input, Parsed } from './parsed.js';

/** Also in dumps without pg_dump's first and last line, which versions before 8.1 never wrote. */
const WRITER = /^-- Dumped by pg_dump version/m;
const HEAD = 1 << 14;
const HELP = 'Export it again, and check that pg_dump ended without an error.';

interface Gap {
  readonly code: ErrorCode & DiagnosticCode;
  readonly message: string;
  readonly offset: number;
  /** The result where it is allowed. */
  readonly kept: string;
  /** True where it may be handwritten SQL. */
  readonly harmless?: boolean;
}

function gapOf(scan: Scan, statements: readonly Parsed[], text: string): Gap | undefined {
  const { unfinished, unclosed, open } = scan;
  if (unclosed) {
    const message = `This ${unclosed.what} is never closed: the file ends inside it.`;
    const kept = 'The statement was left out.';
    return { code: 'scan/unclosed', message, offset: unclosed.offset, kept };
  }
  const [first] = unfinished;
  if (first !== undefined) {
    const message =
      first < text.lastIndexOf('-- PostgreSQL database dump')
        ? 'The dump that begins here has no last line "PostgreSQL database dump complete": it was cut off.'
        : 'The last line "PostgreSQL database dump complete" is missing: the dump was cut off.';
    return {
      code: 'scan/incomplete-dump',
      message,
      offset: first,
      kept: 'The statements before the cut were kept.',
    };
  }
  const last = open && statements.find(({ raw }) => raw.start === open.start);
  if (!last) return undefined;
  const message = 'The file ends without the semicolon of its last statement: it may be cut off.';
  const kept = last.failure ? 'The statement was left out.' : 'The statement was kept.';
  const harmless = !last.failure && scan.headings.length === 0 && !isDump(scan, text);
  return { code: 'scan/unfinished-statement', message, offset: last.raw.start, kept, harmless };
}

const isDump = ({ begin, complete }: Scan, text: string): boolean =>
  begin !== undefined || complete !== undefined || WRITER.test(text.slice(0, HEAD));

/**
 * @param statements statements without noise
 * @throws InputError where the dump ends early and `allowIncomplete` is not set
 */
export function incomplete(scan: Scan, statements: readonly Parsed[], input: Input): Diagnostic[] {
  const { text, file, allowIncomplete = false } = input;
  const gap = gapOf(scan, statements, text);
  const semicolon =
    gap?.code === 'scan/unfinished-statement' ? ' If nothing is missing, add the semicolon.' : '';
  if (gap && !allowIncomplete && !gap.harmless) {
    throw new InputError(gap.code, gap.message, {
      help: `${HELP}${semicolon} --allow-incomplete converts the part that exists.`,
      place: placeAt(text, gap.offset, file),
      text,
    });
  }
  const warning = (code: DiagnosticCode, message: string, help: string, offset: number): Diagnostic => ({
    severity: 'warning',
    code,
    message,
    help,
    place: placeAt(text, offset, file),
  });
  if (gap) return [warning(gap.code, `${gap.message} ${gap.kept}`, `${HELP}${semicolon}`, gap.offset)];
  if (scan.begin !== undefined || scan.complete !== undefined || !isDump(scan, text)) return [];
  const message =
    'The first and last line of pg_dump are missing, so it is unknown whether the dump is complete.';
  return [warning('scan/incomplete-dump', message, HELP, text.length)];
}

/** Turns the last, unterminated statement into a fragment where PostgreSQL's grammar rejects it. */
export function asFragment(one: Parsed, { open }: Scan): Parsed {
  const ended = one.failure === undefined || one.raw.start !== open?.start;
  return ended ? one : { raw: { ...one.raw, kind: 'fragment' }, tree: undefined };
}
