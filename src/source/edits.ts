/** Edits of a text that leave the rest unchanged. */

/** A part of a statement, and its replacement. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits; of two that overlap, the wider one. */
export function edited(text: string, edits: readonly Edit[]): string {
  const widest = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let at = 0;
  for (const { start, end, text: put } of widest) {
    if (start < at) continue;
    out += text.slice(at, start) + put;
    at = end;
  }
  return out + text.slice(at);
}
