/** The scanner itself: what is at an offset, and where it ends. */
import { Frames, isFrame } from './frames.js';
import { type Heading, readHeading } from './heading.js';
import { lineEnd, Lines, type Span } from './lines.js';
import { Messages } from './messages.js';
import type { RawKind, RawStatement, Scan } from './rawStatement.js';
import { atomicDepth, nextBoundary, spellEscapes, WORDS, wordy } from './statementRules.js';
import { skipBlank, tokenAt, Unclosed } from './tokens.js';

const FROM_STDIN = /\bFROM\s+STDIN\b/i;
const SCS = /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|TO)\s*'?(\w+)/i;

/** Reads a text once, from its first character to its last. */
export class Scanner {
  private readonly out: RawStatement[] = [];
  private readonly headings: Heading[] = [];
  private readonly frames = new Frames();
  private heading: Heading | undefined;
  /** standard_conforming_strings is off from here on. */
  private escapes = false;

  private readonly lines: Lines;
  private readonly messages: Messages;
  private open: RawStatement | undefined;
  private unclosed: Unclosed | undefined;

  /** @param talks the text may contain messages of programs */
  constructor(
    private readonly text: string,
    talks: boolean,
  ) {
    this.lines = new Lines(text);
    this.messages = new Messages(text, talks);
  }

  run(): Scan {
    const { text, out, headings } = this;
    for (let at = skipBlank(text, 0); at < text.length; at = skipBlank(text, at)) {
      try {
        at = this.next(at);
      } catch (error) {
        if (!(error instanceof Unclosed)) throw error;
        this.unclosed = error;
        this.push('fragment', [at, text.length]);
        break;
      }
    }
    const { begin, complete, last, unfinished } = this.frames;
    const { open, unclosed } = this;
    const { suspicious } = this.messages;
    return { statements: out, headings, begin, complete, last, unfinished, open, unclosed, suspicious };
  }

  /** Reads what is at `at`; returns the offset after it. */
  private next(at: number): number {
    const { text } = this;
    const talk = this.messages.at(at);
    if (talk !== -1) {
      this.push('noise', [at, talk]);
      return talk;
    }
    if (text[at] === '\\') return this.psqlLine(at);
    if (text[at] === ';') return at + 1;
    if (text.startsWith('--', at) || text.startsWith('/*', at)) return this.comment(at);
    return this.statement(at);
  }

  private comment(at: number): number {
    const { end } = tokenAt(this.text, at);
    const comment = this.text.slice(at, end);
    // pg_dump writes it above and below each heading.
    if (comment === '--') return end;
    const heading = readHeading(comment, this.lines.of(at));
    if (heading) this.headings.push((this.heading = heading));
    this.frames.comment(comment, at, end);
    return end;
  }

  private psqlLine(at: number): number {
    const end = lineEnd(this.text, at);
    this.push('psql', [at, end]);
    return end;
  }

  /** Reads one statement from its first token to its semicolon; returns the offset after it and its COPY rows. */
  private statement(start: number): number {
    const { text } = this;
    const words: string[] = [];
    let parens = 0;
    let open = -1;
    let atomic = 0;
    let rows = 0;
    let quiet = false;
    const messages: Span[] = [];
    // Ends of the last token and of the text without comments: words between tokens count, comments do not.
    let floor = start;
    let end = start;
    const upTo = (to: number): number =>
      text.slice(floor, to).trim() === '' ? end : text.slice(0, to).trimEnd().length;
    for (let at = start; at < text.length;) {
      const next = nextBoundary(text, at, quiet, floor);
      const message = this.messages.within(floor, next);
      if (message) {
        end = upTo(message[0]);
        at = floor = message[1];
        messages.push(message);
        continue;
      }
      if (next === -1) break;
      at = next;
      const character = text[at]!;
      if (character === ';' && parens === 0 && atomic === 0)
        return this.finish([start, upTo(at)], at + 1, words, rows, messages);
      if (character === '\\' && parens === 0)
        return this.finish([start, upTo(at)], at, words, rows, messages);
      if (character === '(') {
        // Counts rows of an INSERT: the outermost parentheses after VALUES.
        if (parens++ === 0) {
          open = at;
          if (words.at(-1) === 'VALUES') rows++;
        }
      } else if (character === ')') parens = Math.max(0, parens - 1);
      const token = tokenAt(text, at, this.escapes);
      // pg_dump's first comment ends any terminal output before it.
      if (token.kind === 'comment' && isFrame(text.slice(token.start, token.end)))
        return this.finish([start, upTo(at)], at, words, rows, messages);
      if (token.kind === 'word') {
        const word = text.slice(token.start, token.end).toUpperCase();
        if (words.length < WORDS || word === 'VALUES' || word === 'ON') words.push(word);
        quiet ||= words.length === WORDS && !wordy(words);
        atomic = atomicDepth(atomic, word, words, text, token.end);
      }
      at = token.end;
      end = token.kind === 'comment' ? upTo(token.start) : at;
      floor = at;
    }
    if (parens > 0) throw new Unclosed('parenthesis', open);
    if (atomic > 0) throw new Unclosed('BEGIN ATOMIC body', start);
    const last = this.finish([start, upTo(text.length)], text.length, words, rows, messages);
    this.open = this.out.findLast(({ kind }) => kind !== 'noise');
    return last;
  }

  private finish(
    span: Span,
    next: number,
    words: readonly string[],
    rows: number,
    messages: readonly Span[],
  ) {
    const statement = without(this.text, ...span, messages);
    if (words[0] === 'COPY' && FROM_STDIN.test(statement)) return this.copy(span, next, messages);
    const scs = words[0] === 'SET' ? SCS.exec(statement) : null;
    if (scs) this.escapes = /^(off|false|no|0)$/i.test(scs[1]!);
    this.push(words[0] === 'INSERT' ? 'insert' : 'sql', span, rows, messages);
    return next;
  }

  /** The rows of a COPY run from the next line to a line that is exactly `\.`; anything in between is data. */
  private copy(span: Span, next: number, messages: readonly Span[]): number {
    const { text } = this;
    let rows = 0;
    let at = text.indexOf('\n', next);
    while (at !== -1) {
      const end = lineEnd(text, at + 1);
      const line = text.slice(at + 1, end);
      if (line === '\\.' || line === '\\.\r') {
        this.push('copy', span, rows, messages);
        this.messages.skip(end);
        return end;
      }
      rows++;
      at = end === text.length ? -1 : end;
    }
    throw new Unclosed('COPY block', span[0]);
  }

  private push(kind: RawKind, [start, end]: Span, rows = 0, messages: readonly Span[] = []): void {
    const { heading, out } = this;
    const slice = without(this.text, start, end, messages);
    const text = this.escapes && kind === 'sql' ? spellEscapes(slice) : slice;
    out.push({ kind, index: out.length, start, end, line: this.lines.of(start), text, heading, rows });
    for (const message of messages) this.push('noise', message);
  }
}

/** A statement without the messages in it. */
function without(text: string, start: number, end: number, messages: readonly Span[]): string {
  let out = '';
  let from = start;
  for (const [begin, last] of messages) {
    if (begin >= end) break;
    out += text.slice(from, begin);
    from = last + 1;
  }
  return (out + text.slice(from, Math.max(from, end))).trimEnd();
}
