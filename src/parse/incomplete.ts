/**
 * A dump that ends early: without pg_dump's last line, or within a statement. The missing part is unknown, so it is
 * refused unless `allowIncomplete` is set. https://www.postgresql.org/docs/current/app-pgdump.html
 */
import {
  type Diagnostic,
  type DiagnosticCode,
  type ErrorCode,
  InputError,
} from '../diagnostics/diagnostics.js';
import { type ScannedDump, spotAt } from '../source/dump.js';
import type { Allowed, Parsed } from './parsed.js';

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

function gapOf(dump: ScannedDump, statements: readonly Parsed[]): Gap | undefined {
  const { unfinished, unclosed, open, last: lastFrame = -1 } = dump;
  if (unclosed) {
    const message = `This ${unclosed.what} is never closed: the file ends inside it.`;
    const kept = 'The statement was left out.';
    return { code: 'scan/unclosed', message, offset: unclosed.offset, kept };
  }
  const [first] = unfinished;
  if (first !== undefined) {
    const message =
      first < lastFrame
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
  const harmless = !last.failure && dump.headings.length === 0 && !isDump(dump);
  return { code: 'scan/unfinished-statement', message, offset: last.raw.start, kept, harmless };
}

const isDump = ({ begin, complete, head }: ScannedDump): boolean =>
  begin !== undefined || complete !== undefined || head.writer !== undefined;

/**
 * @param statements statements without noise
 * @throws InputError where the dump ends early and `allowIncomplete` is not set
 */
export function incomplete(
  dump: ScannedDump,
  statements: readonly Parsed[],
  { allowIncomplete = false }: Allowed,
): Diagnostic[] {
  const gap = gapOf(dump, statements);
  const semicolon =
    gap?.code === 'scan/unfinished-statement' ? ' If nothing is missing, add the semicolon.' : '';
  if (gap && !allowIncomplete && !gap.harmless) {
    throw new InputError(gap.code, gap.message, {
      help: `${HELP}${semicolon} --allow-incomplete converts the part that exists.`,
      ...spotAt(dump, gap.offset),
    });
  }
  const warning = (code: DiagnosticCode, message: string, help: string, offset: number): Diagnostic => ({
    severity: 'warning',
    code,
    message,
    help,
    place: dump.placeAt(offset),
  });
  if (gap) return [warning(gap.code, `${gap.message} ${gap.kept}`, `${HELP}${semicolon}`, gap.offset)];
  if (dump.begin !== undefined || dump.complete !== undefined || !isDump(dump)) return [];
  const message =
    'The first and last line of pg_dump are missing, so it is unknown whether the dump is complete.';
  return [warning('scan/incomplete-dump', message, HELP, dump.end)];
}

/** The statement that the file ends inside of: what PostgreSQL's grammar refuses, for its semicolon is missing. */
export function asFragment(one: Parsed, { open }: Pick<ScannedDump, 'open'>): Parsed {
  const ended = one.failure === undefined || one.raw.start !== open?.start;
  return ended ? one : { raw: { ...one.raw, kind: 'fragment' }, tree: undefined };
}
