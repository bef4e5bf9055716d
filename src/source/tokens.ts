/**
 * PostgreSQL's lexical rules, as far as needed to find where a token ends: quotes, dollar tags, nested comments.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */

export type TokenKind = 'word' | 'identifier' | 'string' | 'dollar' | 'comment' | 'number' | 'symbol';

/** One token; `start` and `end` are offsets (UTF-16 units) into the text that was read. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** A quote or comment that the text never closes; the scanner turns it into an error with a frame. */
export class Unclosed extends Error {
  constructor(
    readonly what: string,
    readonly offset: number,
  ) {
    super(`unclosed ${what}`);
  }
}

const BLANK = /[\s\uFEFF]+/y;
const WORD = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y;
const NUMBER = /\.?\d[\w.]*/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y;
const COMMENT_EDGE = /\/\*|\*\//g;
/** A string continues after white space with a line break in it: 'a' <newline> 'b' is one literal. */
const CONTINUED = /[^\S\n]*\n\s*'/y;

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** A character that changes the kind of string after it, or is part of an identifier with a dollar sign. */
const PREFIX = /[\w$\u0080-\uFFFF&]/;

/**
 * Where, from `at` on, the next token with one of the `marks` begins; -1 if there is none. Words are skipped; but a
 * quote or dollar sign may be the middle of E'…' or a$b: then it is where that begins.
 * @param marks a global pattern for single characters
 * @param floor the end of the last token, before which no prefix can begin
 */
export function nextMark(text: string, at: number, marks: RegExp, floor: number): number {
  marks.lastIndex = at;
  if (!marks.test(text)) return -1;
  let found = marks.lastIndex - 1;
  const quoting = text[found] === "'" || text[found] === '$';
  while (quoting && found > floor && PREFIX.test(text[found - 1]!)) found--;
  return found;
}

/** The offset after the white space at `at`. */
export function skipBlank(text: string, at: number): number {
  const end = match(BLANK, text, at);
  return end === -1 ? at : end;
}

/** End of a quoted text whose opening quote is at `at`; a doubled quote is part of it. */
function endOfQuoted(text: string, at: number, quote: '"' | "'"): number {
  for (let next = at + 1; ; next += 2) {
    next = text.indexOf(quote, next);
    if (next === -1) throw new Unclosed(quote === '"' ? 'quoted identifier' : 'string', at);
    if (text[next + 1] !== quote) return next + 1;
  }
}

/** End of a string in which a backslash escapes the next character, continuation lines included. */
function endOfEscaped(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const character = text.charCodeAt(next);
    if (character === 92 /* \ */) next++;
    else if (character === 39 /* ' */) {
      if (text.charCodeAt(next + 1) === 39) next++;
      else {
        const continued = match(CONTINUED, text, next + 1);
        if (continued === -1) return next + 1;
        next = continued - 1;
      }
    }
  }
  throw new Unclosed('string', at);
}

function endOfBlockComment(text: string, at: number): number {
  let depth = 0;
  COMMENT_EDGE.lastIndex = at;
  for (let edge = COMMENT_EDGE.exec(text); edge; edge = COMMENT_EDGE.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
  throw new Unclosed('comment', at);
}

const token = (kind: TokenKind, start: number, end: number): Token => ({ kind, start, end });

/**
 * The token at `at`, which must not be white space.
 * @param escapes `standard_conforming_strings = off`: a backslash escapes in plain strings too
 * @throws Unclosed
 */
export function tokenAt(text: string, at: number, escapes = false): Token {
  switch (text[at]) {
    case "'":
      return token('string', at, escapes ? endOfEscaped(text, at) : endOfQuoted(text, at, "'"));
    case '(':
    case ')':
    case ',':
    case ';':
      return token('symbol', at, at + 1);
    case '"':
      return token('identifier', at, endOfQuoted(text, at, '"'));
    case '-':
      if (text[at + 1] === '-') {
        const end = text.indexOf('\n', at);
        return token('comment', at, end === -1 ? text.length : end);
      }
      return token('symbol', at, at + 1);
    case '/':
      if (text[at + 1] === '*') return token('comment', at, endOfBlockComment(text, at));
      return token('symbol', at, at + 1);
    case '$': {
      const open = match(DOLLAR, text, at);
      if (open === -1) return token('symbol', at, at + 1);
      const tag = text.slice(at, open);
      const close = text.indexOf(tag, open);
      if (close === -1) throw new Unclosed(`dollar quote ${tag}`, at);
      return token('dollar', at, close + tag.length);
    }
  }
  const word = match(WORD, text, at);
  if (word !== -1) return wordOrPrefixed(text, at, word, escapes);
  const number = match(NUMBER, text, at);
  return number === -1 ? token('symbol', at, at + 1) : token('number', at, number);
}

/** A word, or the string of which it is the prefix: E'' B'' X'' N'' U&'' U&"". */
function wordOrPrefixed(text: string, at: number, end: number, escapes: boolean): Token {
  if (end === at + 1) {
    const letter = text[at]!.toLowerCase();
    if (text[end] === "'") {
      if (letter === 'e' || (letter === 'n' && escapes)) return token('string', at, endOfEscaped(text, end));
      if (letter === 'b' || letter === 'x' || letter === 'n')
        return token('string', at, endOfQuoted(text, end, "'"));
    }
    if (letter === 'u' && text[end] === '&') {
      if (text[end + 1] === "'") return token('string', at, endOfQuoted(text, end + 1, "'"));
      if (text[end + 1] === '"') return token('identifier', at, endOfQuoted(text, end + 1, '"'));
    }
  }
  return token('word', at, end);
}

/**
 * The tokens of a text without its comments, at most `most`. The scanner has accepted the text, so nothing in it is
 * unclosed.
 */
export function tokens(text: string, most = Infinity): Token[] {
  const out: Token[] = [];
  for (let at = skipBlank(text, 0); at < text.length && out.length < most;) {
    const next = tokenAt(text, at);
    if (next.kind !== 'comment') out.push(next);
    at = skipBlank(text, next.end);
  }
  return out;
}

/** The token's text, words in upper case: for comparing with keywords. */
export function keyword(text: string, token: Token | undefined): string {
  if (!token || (token.kind !== 'word' && token.kind !== 'symbol')) return '';
  return text.slice(token.start, token.end).toUpperCase();
}
