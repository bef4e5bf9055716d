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
