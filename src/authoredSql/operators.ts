/**
 * Classifies the words of an expression: operators with PostgreSQL's precedence, casts in one spelling (`CAST(x AS
 * int4)` and `int4 'x'` become `x::integer`), keywords or names.
 */
import { SqlError } from './error.js';
import { type Token, tokensOf } from './tokens.js';
import { readType } from './types.js';

// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE
export const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  range: 6,
  other: 7,
  sum: 8,
  product: 9,
  power: 10,
  zone: 11,
  sign: 12,
  cast: 13,
} as const;

export type Place = 'prefix' | 'infix' | 'postfix';

export interface Word {
  readonly kind: Token['kind'] | 'keyword' | 'operator' | 'cast';
  readonly text: string;
  readonly start: number;
  /** Only operators and casts have it. */
  readonly level?: number;
  readonly place?: Place;
}

const symbols = (level: number, operators: string): [string, number][] =>
  operators.split(' ').map((operator) => [operator, level]);

const SYMBOLS: ReadonlyMap<string, number> = new Map([
  ...symbols(LEVEL.comparison, '= < > <= >= <>'),
  ...symbols(LEVEL.sum, '+ -'),
  ...symbols(LEVEL.product, '* / %'),
  ...symbols(LEVEL.power, '^'),
]);

type Phrase = readonly [phrase: string, level: number, place: Place];
const phrases = (level: number, place: Place, words: string): Phrase[] =>
  words.split(', ').map((phrase) => [phrase, level, place]);

/** Operators that are words; a longer one comes before its own prefix. */
const PHRASES: readonly Phrase[] = [
  ...phrases(LEVEL.is, 'infix', 'is not distinct from, is distinct from'),
  ...phrases(LEVEL.is, 'postfix', 'is not null, is not true, is not false, is null, is true, is false'),
  ...phrases(LEVEL.zone, 'infix', 'at time zone'),
  ...phrases(LEVEL.range, 'infix', 'not in, not like, not ilike, not between, in, like, ilike, between'),
  ...phrases(LEVEL.or, 'infix', 'or'),
  ...phrases(LEVEL.and, 'infix', 'and'),
  ...phrases(LEVEL.not, 'prefix', 'not'),
];
const SHORT: Readonly<Record<string, string>> = { isnull: 'is null', notnull: 'is not null' };

/** Words that are no names; they print in upper case. */
const KEYWORDS = new Set(
  `all any array case current_catalog current_date current_role current_schema current_time current_timestamp
  current_user default distinct else end exists for from localtime localtimestamp null placing select session_user some
  then user when where`.split(/\s+/),
);

/** True at the end of an operand: a minus after it is binary. */
const endsOperand = (word: Word | undefined): boolean =>
  word !== undefined &&
  (['word', 'quoted', 'string', 'number', 'cast'].includes(word.kind) ||
    word.place === 'postfix' ||
    [')', ']', 'END', 'NULL'].includes(word.text) ||
    word.text.startsWith('CURRENT_'));

/** @throws SqlError like `tokensOf` */
export const wordsOf = (text: string): readonly Word[] => read(tokensOf(text));

export function read(tokens: readonly Token[]): readonly Word[] {
  const out: Word[] = [];
  /** Number of BETWEENs without their AND, by parenthesis depth. */
  const waiting: number[] = [0];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const { text, start } = token;
    const cast = castAt(tokens, at, out.at(-1));
    if (cast) {
      out.push(...cast.words);
      at = cast.next;
      continue;
    }
    const phrase = token.kind === 'word' && !isPart(tokens, at) ? phraseAt(tokens, at) : undefined;
    if (phrase) {
      const [name, level, place, length] = phrase;
      const closes = name === 'and' && waiting.at(-1)! > 0;
      if (name.endsWith('between')) waiting[waiting.length - 1]!++;
      if (closes) waiting[waiting.length - 1]!--;
      out.push({
        kind: 'operator',
        text: name.toUpperCase(),
        start,
        level: closes ? LEVEL.range : level,
        place,
      });
      at += length;
      continue;
    }
    if ('(['.includes(text)) waiting.push(0);
    if (')]'.includes(text)) waiting.pop();
    out.push(wordOf(token, out.at(-1), isPart(tokens, at)));
    at++;
  }
  return out;
}

/** True for a part of a qualified name, where every word is a name. */
const isPart = (tokens: readonly Token[], at: number): boolean =>
  tokens[at - 1]?.text === '.' || tokens[at + 1]?.text === '.';

function phraseAt(
  tokens: readonly Token[],
  at: number,
): readonly [string, number, Place, number] | undefined {
  const short = SHORT[tokens[at]!.text];
  for (const [phrase, level, place] of PHRASES) {
    if (short === phrase) return [phrase, level, place, 1];
    const parts = phrase.split(' ');
    if (
      parts.every((part, index) => tokens[at + index]?.text === part && tokens[at + index]?.kind === 'word')
    ) {
      return [phrase, level, place, parts.length];
    }
  }
  return undefined;
}

function wordOf({ kind, text, start }: Token, before: Word | undefined, part: boolean): Word {
  if (kind === 'word' && !part && KEYWORDS.has(text))
    return { kind: 'keyword', text: text.toUpperCase(), start };
  if (kind !== 'symbol' || /^[()[\],.]$/.test(text)) return { kind, text, start };
  if (text === '*' && !endsOperand(before)) return { kind: 'word', text, start };
  if ('+-'.includes(text) && !endsOperand(before)) {
    return { kind: 'operator', text, start, level: LEVEL.sign, place: 'prefix' };
  }
  return { kind: 'operator', text, start, level: SYMBOLS.get(text) ?? LEVEL.other, place: 'infix' };
}

interface Cast {
  readonly words: readonly Word[];
  readonly next: number;
}

/** `x::type`, `CAST(x AS type)` or `type 'x'`. */
function castAt(tokens: readonly Token[], at: number, before: Word | undefined): Cast | undefined {
  const { text, start, kind } = tokens[at]!;
  const to = (type: string): Word => ({
    kind: 'cast',
    text: `::${type}`,
    start,
    level: LEVEL.cast,
    place: 'postfix',
  });
  if (text === '::') {
    const type = readType(tokens, at + 1);
    if (!type) throw new SqlError('A type is missing.', start);
    return { words: [to(type.text)], next: type.next };
  }
  if (kind === 'word' && text === 'cast' && tokens[at + 1]?.text === '(') {
    const end = closing(tokens, at + 1);
    const as = tokens.findLastIndex(({ text: word }, index) => index < end && word === 'as');
    const type = readType(tokens, as + 1);
    if (as < at || type?.next !== end) throw new SqlError('Write the cast as CAST(value AS type).', start);
    const inner = tokens.slice(at + 1, as).concat({ ...tokens[end]!, start: tokens[as]!.start });
    return { words: [...read(inner), to(type.text)], next: end + 1 };
  }
  if (kind !== 'word' || KEYWORDS.has(text) || phraseAt(tokens, at) || endsOperand(before)) return undefined;
  const type = readType(tokens, at);
  const literal = tokens[type?.next ?? -1];
  if (!type || literal?.kind !== 'string') return undefined;
  return {
    words: [{ kind: 'string', text: literal.text, start: literal.start }, to(type.text)],
    next: type.next + 1,
  };
}

/** The position of the matching closing parenthesis. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]!.text === '(') depth++;
    if (tokens[at]!.text === ')' && --depth === 0) return at;
  }
  throw new SqlError('The parenthesis is not closed.', tokens[open]!.start);
}
