/**
 * The value of a literal or a quoted name, as PostgreSQL reads it: '…', E'…', U&'…', $$…$$.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS
 */
import type { Token } from './tokens.js';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const ESCAPE = /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|([^]))/g;

/** A number that is not a character stays as it is. */
const character = (digits: string, base: number): string => {
  const code = parseInt(digits, base);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : digits;
};

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (_, hex?: string, four?: string, eight?: string, octal?: string, other = '') => {
    const digits = hex ?? four ?? eight;
    if (digits !== undefined) return character(digits, 16);
    return octal === undefined ? (ESCAPES.get(other as string) ?? (other as string)) : character(octal, 8);
  });

/** Any escape character: UESCAPE may name another one than the usual, which only an attacker writes. */
const UNICODE = /([^])(?:\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4})|\1)/g;

const unicode = (text: string, escape: string): string =>
  text.replace(UNICODE, (whole, sign: string, six?: string, four?: string) => {
    if (sign !== escape) return whole;
    const digits = six ?? four;
    return digits === undefined ? escape : character(digits, 16);
  });

/** @param escape the character that UESCAPE names */
export function valueOf(text: string, { start, end, kind }: Token, escape = '\\'): string {
  const whole = text.slice(start, end);
  if (kind === 'dollar') {
    const tag = whole.indexOf('$', 1) + 1;
    return whole.slice(tag, whole.length - tag);
  }
  const quote = kind === 'identifier' ? '"' : "'";
  const open = whole.indexOf(quote);
  if (open === -1) return whole;
  const inner = whole.slice(open + 1, -1).replaceAll(quote + quote, quote);
  const prefix = whole.slice(0, open).toUpperCase();
  if (prefix === 'U&') return unicode(inner, escape);
  // Continued lines are one literal.
  return prefix === 'E' ? unescaped(inner.replace(/'\s*\n\s*'/g, '')) : inner;
}
