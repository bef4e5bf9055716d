/** Rules of psql and the server that the scanner applies inside a statement. */
import { nextMark, skipBlank, tokenAt } from './tokens.js';

/** Words that identify a statement: `CREATE OR REPLACE FUNCTION x`. */
export const WORDS = 6;

const BOUNDARY = /[A-Za-z_\u0080-\uFFFF'"$();\\/-]/g;
/** The same without words: they matter only at the beginning, in routines and in INSERT. */
const QUIET_BOUNDARY = /['"$();\\/-]/g;
/** Statements whose later words matter: BEGIN ATOMIC of a routine, VALUES of an INSERT. */
export const wordy = (words: readonly string[]): boolean =>
  words[0] === 'INSERT' ||
  (words[0] === 'CREATE' && (words.includes('FUNCTION') || words.includes('PROCEDURE')));

/**
 * The next place from `at` on where something may begin or end, or -1 at the end of the text.
 * @param quiet words no longer matter
 * @param floor the end of the last token, before which no prefix can begin
 */
export function nextBoundary(text: string, at: number, quiet: boolean, floor: number): number {
  if (quiet) return nextMark(text, at, QUIET_BOUNDARY, floor);
  BOUNDARY.lastIndex = at;
  return BOUNDARY.test(text) ? BOUNDARY.lastIndex - 1 : -1;
}

/** Depth inside `BEGIN ATOMIC … END` of a routine: CASE … END nests in it, as in psql's own lexer. */
export function atomicDepth(
  depth: number,
  word: string,
  words: readonly string[],
  text: string,
  after: number,
): number {
  if (depth > 0) return word === 'BEGIN' || word === 'CASE' ? depth + 1 : word === 'END' ? depth - 1 : depth;
  const opens =
    word === 'BEGIN' && words[0] === 'CREATE' && /\s+ATOMIC\b/iy.test(text.slice(after, after + 64));
  return opens ? 1 : 0;
}

/** With standard_conforming_strings off, 'a\\b' means E'a\\b': written so, it needs no setting. */
export function spellEscapes(text: string): string {
  let out = '';
  let copied = 0;
  for (let at = skipBlank(text, 0); at < text.length;) {
    const token = tokenAt(text, at, true);
    if (token.kind === 'string' && text[token.start] === "'") {
      out += `${text.slice(copied, token.start)}E`;
      copied = token.start;
    }
    at = skipBlank(text, token.end);
  }
  return out + text.slice(copied);
}
