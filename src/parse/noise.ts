/** Messages of programs before, after and between the statements of a dump. They are left out with a warning. */
import { type Diagnostic, InputError, type Place, placeAt } from '../diagnostics/diagnostics.js';
import { SECRET } from '../kinds/session/noise.js';
import { type RawStatement, type Scan, scanCut } from '../source/scan.js';
import { parseStatements } from '../grammar.js';
import type { Input, Parsed } from './parsed.js';

const FIRST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump\r?\n--/m;
const LAST = /^--\r?\n-- PostgreSQL database (?:cluster )?dump complete\r?\n--/gm;
/** First words of statements, which no terminal message begins with. */
const STATEMENT =
  /^(?:CREATE|ALTER|COMMENT\s+ON|GRANT|REVOKE|INSERT\s+INTO|COPY|SET|SELECT|DROP|DO|SECURITY\s+LABEL|REFRESH)\b/i;
const STATEMENTS = new RegExp(STATEMENT.source, 'm');

/** Keeps line numbers. */
const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/**
 * Scans a dump, which may end anywhere. An unclosed quote may be an apostrophe in a message around the dump: text there
 * is then left out, unless it contains statements.
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

/** True for messages, and outside of the dump also for text that is no SQL or looks like a psql line. */
export function isNoise({ raw, failure }: Parsed, { begin, complete }: Scan, refused: boolean): boolean {
  if (raw.kind === 'noise') return true;
  const outside =
    (begin !== undefined && raw.start < begin) || (complete !== undefined && raw.start > complete);
  if (!outside) return false;
  if (failure) return !STATEMENT.test(raw.text);
  return refused && raw.kind === 'psql' && !raw.text.startsWith('\\unrestrict');
}

/** Number of a message's lines that the warning shows; the ledger has all. */
const SHOWN = 5;
const WIDTH = 160;

function shown(given: string): string {
  const line = given.replace(SECRET, '$1…');
  return `"${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}"`;
}

function message(lines: readonly string[], place: Place): Diagnostic {
  const quoted = lines.slice(0, SHOWN).map(shown).join(', ');
  const more = lines.length > SHOWN ? `, and ${lines.length - SHOWN} more lines` : '';
  return {
    severity: 'warning',
    code: 'scan/noise',
    message: `These lines are not SQL but messages of a program or terminal; they were left out: ${quoted}${more}`,
    help: 'Keep messages out of the dump: pg_dump --file=schema.sql …, or pg_dump … 2> messages.txt; with docker, use exec without -t',
    place,
  };
}

const linesOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

/** One warning per run of messages. */
export function noiseDiagnostics(
  noise: readonly Parsed[],
  { silenced = [], suspicious }: Scan,
  input: Input,
): Diagnostic[] {
  const { text, file } = input;
  return [
    ...messagesOf(
      noise.map(({ raw }) => raw),
      silenced,
      input,
    ),
    ...suspicious.map((offset): Diagnostic => ({
      severity: 'warning',
      code: 'scan/noise-in-text',
      message: `A line inside a quoted text looks like a message of a program; it was kept: ${shown(linesOf(text.slice(offset))[0] ?? '')}`,
      help: 'Check the text in the database; if the line is not part of it, export again and send messages elsewhere.',
      place: placeAt(text, offset, file),
    })),
  ];
}

function messagesOf(
  noise: readonly RawStatement[],
  silenced: NonNullable<Scan['silenced']>,
  { text, file }: Pick<Input, 'text' | 'file'>,
): Diagnostic[] {
  const runs: { start: number; last: number; lines: string[] }[] = [];
  for (const raw of noise) {
    const run = runs.at(-1);
    if (run && raw.index === run.last + 1) {
      run.lines.push(...linesOf(raw.text));
      run.last = raw.index;
    } else runs.push({ start: raw.start, last: raw.index, lines: linesOf(raw.text) });
  }
  for (const part of silenced) {
    const start = part.start + part.text.search(/\S/);
    runs.push({ start, last: -1, lines: linesOf(part.text) });
  }
  return runs
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, lines }) => message(lines, placeAt(text, start, file)));
}

/** Blanks the messages for other readers. Statements stay, valid or not. */
export function noiseOf({ text, file }: Pick<Input, 'text' | 'file'>): {
  quiet: string;
  diagnostics: readonly Diagnostic[];
} {
  const scanned = scanAround(text);
  const { statements, begin, complete, silenced = [] } = scanned;
  const outside = ({ kind, start, text: sql }: RawStatement): boolean =>
    kind === 'sql' &&
    ((begin !== undefined && start < begin) || (complete !== undefined && start > complete)) &&
    !STATEMENT.test(sql) &&
    !('type' in (parseStatements([sql])[0] ?? {}));
  const noise = statements.filter((raw) => raw.kind === 'noise' || outside(raw));
  const spans = [
    ...noise.map(({ start, end }) => [start, end] as const),
    ...silenced.map((part) => [part.start, part.start + part.text.length] as const),
  ];
  const quiet = spans.reduce(
    (rest, [from, to]) => rest.slice(0, from) + blank(rest.slice(from, to)) + rest.slice(to),
    text,
  );
  const input = { text, ...(file === undefined ? {} : { file }) };
  return { quiet, diagnostics: messagesOf(noise, silenced, input) };
}

/** @throws InputError where the file contains only messages: pg_dump failed and printed these */
export function refuseMessages(
  all: readonly Parsed[],
  noise: ReadonlySet<Parsed>,
  { text, file }: Input,
): void {
  const [first] = all;
  if (!first || noise.size < all.length) return;
  const said = shown(linesOf(first.raw.text)[0] ?? '');
  throw new InputError('parse/not-a-dump', `This is not a dump but a message: ${said}.`, {
    help: 'Fix what it reports, then export again: pg_dump --schema-only --file=schema.sql DATABASE',
    place: placeAt(text, first.raw.start, file),
    text,
  });
}
