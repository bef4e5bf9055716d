/** Lays out parentheses and blanks without changing the meaning. */
import { LEVEL, type Word } from './operators.js';

/** Each opening parenthesis with its closing one. */
function pairsOf(words: readonly Word[]): readonly (readonly [number, number])[] {
  const open: number[] = [];
  const pairs: [number, number][] = [];
  words.forEach(({ text }, at) => {
    if (text === '(') open.push(at);
    if (text === ')' && open.length > 0) pairs.push([open.pop()!, at]);
  });
  return pairs;
}

/** Level of an operand, which binds stronger than any operator. */
const ATOM = Infinity;
/** Level of a parenthesis's side without an operator. */
const FREE = 0;

/** The lowest binding level between two positions; undefined if the parentheses contain more than an expression. */
function loosest(words: readonly Word[], from: number, to: number): number | undefined {
  let depth = 0;
  let least: number = ATOM;
  for (const { text, level } of words.slice(from, to)) {
    if (/^(?:\(|\[|CASE)$/.test(text)) depth++;
    if (/^(?:\)|\]|END)$/.test(text)) depth--;
    if (depth > 0) continue;
    if (text === ',') return undefined;
    if (level !== undefined) least = Math.min(least, level);
  }
  return least;
}

/** Keywords whose syntax includes the parentheses. */
const OWNING = /^(?:ALL|ANY|ARRAY|EXISTS|IN|NOT IN|SOME)$/;
const isName = ({ kind }: Word): boolean => kind === 'word' || kind === 'quoted';
const isQuery = (word: Word | undefined): boolean => word?.kind === 'keyword' && word.text === 'SELECT';
const owns = (word: Word | undefined): boolean =>
  word !== undefined && (isName(word) || OWNING.test(word.text));

/** Which parentheses stay: those that PostgreSQL needs, those that help readers, or all around operations. */
export type Care = 'least' | 'readable' | 'most';

/** Keeps parentheses that help readers though PostgreSQL needs none. */
function helps(inner: number, left: number, right: number): boolean {
  if (inner === LEVEL.and) return left === LEVEL.or || right === LEVEL.or;
  if (inner < LEVEL.is || inner > LEVEL.range) return false;
  return [left, right].some((level) => level >= LEVEL.not && level <= LEVEL.range);
}

function isNeeded(words: readonly Word[], [open, close]: readonly [number, number], care: Care): boolean {
  const [before, after] = [words[open - 1], words[close + 1]];
  const doubled = before?.text === '(' && after?.text === ')' && OWNING.test(words[open - 2]?.text ?? '');
  if (isQuery(words[open + 1])) return !doubled;
  if (owns(before) || after?.text === '[' || after?.text === '.') return true;
  const inner = loosest(words, open + 1, close);
  if (inner === undefined || close === open + 1) return true;
  const left = before?.kind === 'operator' ? before.level! : FREE;
  const right = after?.place === 'infix' || after?.place === 'postfix' ? after.level! : FREE;
  if (care === 'most' && inner < LEVEL.cast && left + right > FREE) return true;
  if (care === 'readable' && helps(inner, left, right)) return true;
  const chains = inner < LEVEL.is || inner > LEVEL.range;
  const holdsLeft = inner > left || (inner === left && before?.place === 'prefix');
  return !(holdsLeft && (inner > right || (inner === right && chains)));
}

/** Removes unneeded parentheses; expressions with the same meaning get the same ones. */
export function unwrapped(words: readonly Word[], care: Care): readonly Word[] {
  let left = words;
  for (;;) {
    const pair = pairsOf(left).find((one) => !isNeeded(left, one, care));
    if (!pair) return left;
    left = left.filter((_, at) => !pair.includes(at));
  }
}

/** False where an operand needs parentheses around it. */
export const isOperand = (words: readonly Word[]): boolean =>
  (loosest(words, 0, words.length) ?? FREE) >= LEVEL.sign;

function touches(before: Word, word: Word): boolean {
  if (['(', '[', '.'].includes(before.text)) return true;
  if (word.kind === 'cast' || [')', ']', '[', ',', '.'].includes(word.text)) return true;
  // Two adjacent minus signs would begin a comment.
  if (before.level === LEVEL.sign) return word.level !== LEVEL.sign;
  return word.text === '(' && isName(before);
}

export function laid(words: readonly Word[]): string {
  return words
    .map((word, at) => (at === 0 || touches(words[at - 1]!, word) ? word.text : ` ${word.text}`))
    .join('');
}
