/**
 * A scanned dump: its statements, each with its text, and the facts that later stages need. They never see the whole
 * text, so that they need not hold it.
 */
import { frame, type Place } from '../diagnostics/diagnostics.js';
import { scanAround } from './around.js';
import { type Head, headOf } from './head.js';
import { LineIndex } from './lines.js';
import type { Scan } from './scan.js';

export interface ScannedDump extends Omit<Scan, 'suspicious'> {
  /** The path as the user gave it; undefined for standard input. */
  readonly file?: string;
  readonly head: Head;
  /** Offset of the end. */
  readonly end: number;
  /** Lines in quoted texts that look like messages of pg_dump. */
  readonly suspicious: readonly { readonly offset: number; readonly text: string }[];
  /** The place of an offset. */
  placeAt(offset: number): Place;
  /** The lines around a place, for an error. */
  excerpt(place: Place): string;
  /** Migrations that are merged into it; absent without any. */
  readonly later?: readonly LaterText[];
}

/** A text that comes after the dump: its lines count on from the dump's. */
export interface LaterText {
  readonly file: string;
  readonly text: string;
  readonly firstLine: number;
}

/** The input's identity, for the report. */
export interface Origin {
  readonly sha256: string;
  /** The size of the input. */
  readonly bytes: number;
  /** Changes made to decode it, e.g. `['UTF-16LE with byte order mark', 'CRLF line endings']`. */
  readonly normalised: readonly string[];
}

export interface Dump extends ScannedDump {
  readonly origin: Origin;
}

export function scannedDump(text: string, file?: string): ScannedDump {
  const scan = scanAround(text);
  let lines: LineIndex | undefined;
  return {
    ...scan,
    ...(file === undefined ? {} : { file }),
    head: headOf(text),
    end: text.length,
    suspicious: scan.suspicious.map((offset) => ({ offset, text: firstLine(text.slice(offset)) })),
    placeAt: (offset) => (lines ??= new LineIndex(text)).placeAt(offset, file),
    excerpt: (place) => frame(text, place),
  };
}

const firstLine = (text: string): string => /\S[^\n]*/.exec(text)?.[0].trimEnd() ?? '';

/** The place of an error's offset, and the lines around it. */
export function spotAt(
  dump: Pick<ScannedDump, 'placeAt' | 'excerpt'>,
  offset: number,
): { readonly place: Place; readonly frame: string } {
  const place = dump.placeAt(offset);
  return { place, frame: dump.excerpt(place) };
}

/** The dump with the texts that come after it. */
export function withLater<D extends ScannedDump>(
  dump: D,
  texts: readonly Pick<LaterText, 'file' | 'text'>[],
): D & { readonly later: readonly LaterText[] } {
  let firstLine = dump.placeAt(dump.end).line + 1;
  const later = texts.map(({ file, text }): LaterText => {
    const one = { file, text, firstLine };
    firstLine += text.split('\n').length;
    return one;
  });
  const excerpt = (place: Place): string => {
    const own = place.file === undefined ? placeOf({ later }, place) : place;
    const found = later.find(({ file }) => file === own.file);
    return found ? frame(found.text, own) : dump.excerpt(place);
  };
  return { ...dump, later, excerpt };
}

/** The place in its file, of a line that counts on from the dump's. */
export function placeOf({ file, later = [] }: Pick<ScannedDump, 'file' | 'later'>, place: Place): Place {
  const text = later.findLast(({ firstLine }) => firstLine <= place.line);
  if (text) return { ...place, file: text.file, line: place.line - text.firstLine + 1 };
  return file === undefined ? place : { file, ...place };
}
