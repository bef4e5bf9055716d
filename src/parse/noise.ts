/** Messages that programs printed into a dump, around and between its statements: left out, with a warning. */
import { type Diagnostic, InputError, type Place } from '../diagnostics/diagnostics.js';
import { SECRET } from '../kinds/session/noise.js';
import { blank, STATEMENT } from '../source/around.js';
import { type ScannedDump, scannedDump, spotAt } from '../source/dump.js';
import type { RawStatement } from '../source/scan.js';
import { parseStatements } from '../grammar.js';
import type { Parsed } from './parsed.js';

/** True for messages, and outside the dump for text that is not SQL or looks like a psql command. */
export function isNoise(
  { raw, failure }: Parsed,
  { begin, complete }: Pick<ScannedDump, 'begin' | 'complete'>,
  refused: boolean,
): boolean {
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

/** One warning for each run of consecutive messages. */
export function noiseDiagnostics(noise: readonly Parsed[], dump: ScannedDump): Diagnostic[] {
  return [
    ...messagesOf(
      noise.map(({ raw }) => raw),
      dump,
    ),
    ...dump.suspicious.map(({ offset, text }): Diagnostic => ({
      severity: 'warning',
      code: 'scan/noise-in-text',
      message: `A line inside a quoted text looks like a message of a program; it was kept: ${shown(text)}`,
      help: 'Check the text in the database; if the line is not part of it, export again and send messages elsewhere.',
      place: dump.placeAt(offset),
    })),
  ];
}

function messagesOf(noise: readonly RawStatement[], { silenced = [], placeAt }: ScannedDump): Diagnostic[] {
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
  return runs.toSorted((a, b) => a.start - b.start).map(({ start, lines }) => message(lines, placeAt(start)));
}

/** Blanks messages for readers that cannot recognize them. Statements stay, valid or not. */
export function noiseOf(
  text: string,
  file?: string,
): {
  quiet: string;
  diagnostics: readonly Diagnostic[];
} {
  const dump = scannedDump(text, file);
  const { statements, begin, complete, silenced = [] } = dump;
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
  return { quiet, diagnostics: messagesOf(noise, dump) };
}

/** @throws InputError if the file contains only messages: pg_dump failed, and printed these */
export function refuseMessages(all: readonly Parsed[], noise: ReadonlySet<Parsed>, dump: ScannedDump): void {
  const [first] = all;
  if (!first || noise.size < all.length) return;
  const said = shown(linesOf(first.raw.text)[0] ?? '');
  throw new InputError('parse/not-a-dump', `This is not a dump but a message: ${said}.`, {
    help: 'Fix what it reports, then export again: pg_dump --schema-only --file=schema.sql DATABASE',
    ...spotAt(dump, first.raw.start),
  });
}
