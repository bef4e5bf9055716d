/** Line ends, line numbers and places of offsets in a text. */
import type { Place } from '../diagnostics/diagnostics.js';

/** Offsets of a part of the text, from and to. */
export type Span = readonly [from: number, to: number];

/** The offset of the line break that ends the line at `at`, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Line numbers; the offsets asked for never decrease, so the whole text is counted once. */
export class Lines {
  private line = 1;
  private at = 0;

  constructor(private readonly text: string) {}

  /** The 1-based line of an offset. */
  of(offset: number): number {
    for (
      let next = this.text.indexOf('\n', this.at);
      next !== -1 && next < offset;
      next = this.text.indexOf('\n', next + 1)
    ) {
      this.line++;
      this.at = next + 1;
    }
    return this.line;
  }
}

/** Places of offsets in any order. */
export class LineIndex {
  /** Offsets of the line breaks. */
  private readonly breaks: readonly number[];

  constructor(text: string) {
    const breaks: number[] = [];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks.push(at);
    this.breaks = breaks;
  }

  placeAt(offset: number, file?: string): Place {
    let [low, high] = [0, this.breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.breaks[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    const start = low === 0 ? 0 : this.breaks[low - 1]! + 1;
    return { ...(file === undefined ? {} : { file }), line: low + 1, column: offset - start + 1 };
  }
}
