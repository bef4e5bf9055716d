/**
 * A dump as it was read: its statements, each with its own text, and what later stages ask of the rest. They never see the text as a
 * whole, so that a reader need not hold it.
 */
import { frame, type Place } from '../diagnostics/diagnostics.js';
import { scanAround } from './around.js';
import { type Head, headOf } from './head.js';
import { LineIndex } from './lines.js';
import type { Scan } from './scan.js';

export interface ScannedDump extends Omit<Scan, 'suspicious'> {
  /** As the user gave it; undefined for standard input. */
  readonly file?: string;
  readonly head: Head;
  /** Offset of the end. */
  readonly end: number;
  /** Lines in quoted texts that look like messages of pg_dump. */
  readonly suspicious: readonly { readonly offset: number; readonly text: string }[];
  /** Where an offset is. */
  placeAt(offset: number): Place;
  /** The lines around a place, as an error shows them. */
  excerpt(place: Place): string;
}

/** What the report says of the input. */
export interface Origin {
  readonly sha256: string;
  /** The size as it was given. */
  readonly bytes: number;
  /** What was changed to read it, e.g. `['UTF-16LE with byte order mark', 'CRLF line endings']`. */
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

/** For an error at an offset: its place, and the lines around it. */
export function spotAt(
  dump: Pick<ScannedDump, 'placeAt' | 'excerpt'>,
  offset: number,
): { readonly place: Place; readonly frame: string } {
  const place = dump.placeAt(offset);
  return { place, frame: dump.excerpt(place) };
}
