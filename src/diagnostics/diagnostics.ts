/**
 * What the tool says to people: warnings with a stable code, and errors that name the place and the remedy. Every other file may
 * use it.
 */
import type { CodeOf } from './registry.js';
import { masked } from '../secrets.js';

export type { Code, CodeOf } from './registry.js';

export type Severity = 'warning' | 'info';

/** Codes of findings, and codes that stop the run; some are both. docs/diagnostics.md explains each. */
export type DiagnosticCode = CodeOf<Severity>;
export type ErrorCode = CodeOf<'error'>;

/** A place in the input: 1-based line and column (in characters), and the file's name as the user gave it. */
export interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What happened, one sentence. */
  readonly message: string;
  /** What to do, imperative; absent where there is nothing to do. */
  readonly help?: string;
  readonly place?: Place;
  /** The object it is about, e.g. `table clinical.patients`. */
  readonly object?: string;
  /** The report shows it before all others. */
  readonly first?: true;
  /** Why the configuration accepts it. */
  readonly accepted?: string;
}

/** A warning that nobody has accepted: `--strict` counts it. */
export const isOpen = ({ severity, accepted }: Diagnostic): boolean =>
  severity === 'warning' && accepted === undefined;

/** What the configuration can make of a code; `off`: it is counted and not shown. */
export type SeverityChoice = Severity | 'error' | 'off';

/** A warning that was reviewed and accepted. */
export interface Acceptance {
  readonly code: DiagnosticCode;
  /** The object of the diagnostic; undefined: all of them. */
  readonly object?: string | undefined;
  readonly reason: string;
}

/** How many findings of a code the configuration turned off. */
export interface TurnedOff {
  readonly code: DiagnosticCode;
  readonly count: number;
}

/** The user's input cannot be read. Shown without a stack trace; the command exits with 2. */
export class InputError extends Error {
  readonly code: ErrorCode;
  readonly help: string | undefined;
  readonly place: Place | undefined;
  /** Five lines of the input around the place, ready to print. */
  readonly frame: string | undefined;
  /** Further errors of the same run, shown below this one. */
  readonly others: readonly InputError[];

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      help?: string;
      place?: Place;
      /** The input that the place is in, or its lines around the place. */
      text?: string;
      frame?: string;
      others?: readonly InputError[];
    } = {},
  ) {
    super(message);
    this.name = 'InputError';
    this.code = code;
    this.help = options.help;
    this.place = options.place;
    this.others = options.others ?? [];
    const { place, text } = options;
    this.frame = options.frame ?? (place && text !== undefined ? frame(text, place) : undefined);
  }
}

/** Nothing is wrong with the input, but the user has to decide first: the command exits with 3. */
export class Undecided extends InputError {}

/** Lines longer than this are cut in a frame: a frame is to be read, not to hold a COPY row of a megabyte. */
const FRAME_WIDTH = 110;

/** The line of the place, two above and two below, with a mark under the column. */
export function frame(text: string, place: Place): string {
  const lines = masked(text).split('\n');
  const first = Math.max(1, place.line - 2);
  const last = Math.min(lines.length, place.line + 2);
  const width = String(last).length;
  // A place far to the right moves the window; the column of the mark moves with it.
  const shift = place.column > FRAME_WIDTH - 10 ? place.column - FRAME_WIDTH / 2 : 0;
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = (lines[number - 1] ?? '').replace(/\r$/, '').replaceAll('\t', ' ');
    const shown = line.slice(shift, shift + FRAME_WIDTH);
    out.push(`${number === place.line ? '>' : ' '} ${String(number).padStart(width)} | ${shown}`.trimEnd());
    if (number === place.line) out.push(`  ${' '.repeat(width)} | ${' '.repeat(place.column - 1 - shift)}^`);
  }
  return out.join('\n');
}

/** `file:line:column`, or as much of it as is known. */
export function showPlace(place: Place): string {
  return `${place.file ?? '<input>'}:${place.line}:${place.column}`;
}

/** A diagnostic or an error as people read it in the terminal and in report.txt. */
export function render(item: Diagnostic | InputError): string {
  const isError = item instanceof InputError;
  const severity = isError ? 'error' : item.accepted === undefined ? item.severity : 'accepted';
  const head = `${item.place ? `${showPlace(item.place)}: ` : ''}${severity}: ${item.message} [${item.code}]`;
  const reason = isError ? undefined : item.accepted;
  const [label, words] = reason === undefined ? ['help', item.help] : ['reason', reason];
  const indent = ' '.repeat(label.length + 4);
  const advice = words && masked(`  ${label}: ${words.replaceAll('\n', `\n${indent}`)}`);
  const others = isError ? item.others.map(render) : [];
  return [masked(head), isError && item.frame, advice, ...others].filter(Boolean).join('\n');
}

/** 1-based line and column of an offset (in UTF-16 units) of the text. */
export function placeAt(text: string, offset: number, file?: string): Place {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line++;
    start = next + 1;
  }
  return { ...(file === undefined ? {} : { file }), line, column: offset - start + 1 };
}
