/**
 * Text to statements, in one pass from the first character to the last: no backtracking, linear in the size.
 * It knows PostgreSQL's quoting and psql's rules for where a statement ends, and nothing of what a statement means.
 * https://www.postgresql.org/docs/current/app-psql.html
 */
import { InputError, placeAt } from '../diagnostics.js';
import { type Heading, readHeading } from './heading.js';
import type { RawKind, RawStatement, Scan } from './rawStatement.js';
import { atomicDepth, nextBoundary, spellEscapes, WORDS, wordy } from './statementRules.js';
import { skipBlank, tokenAt, Unclosed } from './tokens.js';

export type { RawKind, RawStatement, Scan } from './rawStatement.js';

/** pg_dump's first and last comment. */
const FRAME = /^-- PostgreSQL database (?:cluster )?dump( complete)?\s*$/;
const FROM_STDIN = /\bFROM\s+STDIN\b/i;
const SCS = /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|TO)\s*'?(\w+)/i;

/** The statements alone. @throws InputError as scanDump does */
export const scan = (text: string, file?: string): RawStatement[] => scanDump(text, file).statements;

/**
 * @param text the decoded source
 * @param file its name, for messages
 * @throws InputError when a quote, comment, dollar body, parenthesis or COPY block is never closed
 */
export function scanDump(text: string, file?: string): Scan {
  try {
    return new Scanner(text).run();
  } catch (error) {
    if (!(error instanceof Unclosed)) throw error;
    throw new InputError('scan/unclosed', `This ${error.what} is never closed: the file ends inside it.`, {
      help: 'The dump is cut off. Make it again, and look whether pg_dump ended without an error.',
      place: placeAt(text, error.offset, file),
      text,
    });
  }
}

class Scanner {
  private readonly out: RawStatement[] = [];
  private readonly headings: Heading[] = [];
  private begin: number | undefined;
  private complete: number | undefined;
  private heading: Heading | undefined;
  private line = 1;
  private lineAt = 0;
  /** standard_conforming_strings is off from here on. */
  private escapes = false;

  constructor(private readonly text: string) {}

  run(): Scan {
    const { text } = this;
    for (let at = skipBlank(text, 0); at < text.length; at = skipBlank(text, at)) {
      if (text[at] === '\\') at = this.psqlLine(at);
      else if (text[at] === ';') at++;
      else if (text.startsWith('--', at) || text.startsWith('/*', at)) at = this.comment(at);
      else at = this.statement(at);
    }
    return { statements: this.out, headings: this.headings, begin: this.begin, complete: this.complete };
  }

  private comment(at: number): number {
    const { end } = tokenAt(this.text, at);
    const comment = this.text.slice(at, end);
    // Above and below each heading of pg_dump.
    if (comment === '--') return end;
    const heading = readHeading(comment, this.lineOf(at));
    if (heading) this.headings.push((this.heading = heading));
    const frame = FRAME.exec(comment);
    if (frame?.[1] !== undefined) this.complete = end;
    else if (frame) this.begin ??= at;
    return end;
  }

  private psqlLine(at: number): number {
    const newline = this.text.indexOf('\n', at);
    const end = newline === -1 ? this.text.length : newline;
    this.push('psql', at, end, this.text.slice(at, end).trimEnd(), 0);
    return end;
  }

  /** One statement from its first token to its semicolon; returns the offset after it, and after its COPY rows. */
  private statement(start: number): number {
    const { text } = this;
    const words: string[] = [];
    let parens = 0;
    let open = -1;
    let atomic = 0;
    let rows = 0;
    let quiet = false;
    // The end of the last token, and of the text that is no comment: words between two tokens count, a comment does not.
    let floor = start;
    let end = start;
    const upTo = (to: number): number =>
      text.slice(floor, to).trim() === '' ? end : text.slice(0, to).trimEnd().length;
    for (let at = start; at < text.length;) {
      const next = nextBoundary(text, at, quiet, floor);
      if (next === -1) break;
      at = next;
      const character = text[at]!;
      if (character === ';' && parens === 0 && atomic === 0)
        return this.finish(start, upTo(at), at + 1, words, rows);
      if (character === '\\' && parens === 0) return this.finish(start, upTo(at), at, words, rows);
      if (character === '(') {
        // Rows of an INSERT: the parentheses that open at the outermost level after VALUES.
        if (parens++ === 0) {
          open = at;
          if (words.at(-1) === 'VALUES') rows++;
        }
      } else if (character === ')') parens = Math.max(0, parens - 1);
      const token = tokenAt(text, at, this.escapes);
      // pg_dump's first line ends whatever a terminal wrote in front of it.
      if (token.kind === 'comment' && FRAME.test(text.slice(token.start, token.end)))
        return this.finish(start, upTo(at), at, words, rows);
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
    return this.finish(start, upTo(text.length), text.length, words, rows);
  }

  private finish(start: number, end: number, next: number, words: readonly string[], rows: number): number {
    const statement = this.text.slice(start, end).trimEnd();
    if (words[0] === 'COPY' && FROM_STDIN.test(statement)) return this.copy(start, statement, next);
    const scs = words[0] === 'SET' ? SCS.exec(statement) : null;
    if (scs) this.escapes = /^(off|false|no|0)$/i.test(scs[1]!);
    this.push(words[0] === 'INSERT' ? 'insert' : 'sql', start, start + statement.length, statement, rows);
    return next;
  }

  /** The rows of a COPY run from the next line to a line that is exactly `\.`; whatever else they look like is data. */
  private copy(start: number, statement: string, next: number): number {
    const { text } = this;
    let rows = 0;
    let at = text.indexOf('\n', next);
    while (at !== -1) {
      const lineEnd = text.indexOf('\n', at + 1);
      const line = text.slice(at + 1, lineEnd === -1 ? text.length : lineEnd);
      if (line === '\\.' || line === '\\.\r') {
        this.push('copy', start, start + statement.length, statement, rows);
        return lineEnd === -1 ? text.length : lineEnd;
      }
      rows++;
      at = lineEnd;
    }
    throw new Unclosed('COPY block', start);
  }

  private push(kind: RawKind, start: number, end: number, text: string, rows: number): void {
    const out = this.escapes && kind === 'sql' ? spellEscapes(text) : text;
    this.out.push({
      kind,
      index: this.out.length,
      start,
      end,
      line: this.lineOf(start),
      text: out,
      heading: this.heading,
      rows,
    });
  }

  /** 1-based line; the offsets asked for never go back, so the whole text is counted once. */
  private lineOf(offset: number): number {
    for (
      let next = this.text.indexOf('\n', this.lineAt);
      next !== -1 && next < offset;
      next = this.text.indexOf('\n', next + 1)
    ) {
      this.line++;
      this.lineAt = next + 1;
    }
    return this.line;
  }
}
