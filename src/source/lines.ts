/** Lines of a text. */

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
