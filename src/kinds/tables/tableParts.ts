/** The text of CREATE TABLE in three parts: before the list of columns, the list, and after it. */
import { keyword, nextMark, tokenAt, tokens } from '../../source/tokens.js';

export interface TableParts {
  readonly head: string;
  /** Undefined without a list. */
  readonly elements: readonly string[] | undefined;
  readonly tail: string;
}

/** A parenthesis after one of these words does not open the list of columns. */
const AFTER_LIST = new Set([
  'FOR',
  'DEFAULT',
  'WITH',
  'WITHOUT',
  'INHERITS',
  'USING',
  'TABLESPACE',
  'SERVER',
  'BY',
]);

/** A table may be called server: a name follows a dot or one of these words. */
const BEFORE_NAME = new Set(['.', 'TABLE', 'EXISTS', 'OF']);

/** The list, or what replaces it, starts within this many tokens. */
const HEAD = 32;

export function tableParts(text: string): TableParts {
  const start = startOfList(text);
  if (start === undefined) return { head: text, elements: undefined, tail: '' };
  const head = text.slice(0, start).trimEnd();
  if (text[start] !== '(') return { head, elements: undefined, tail: text.slice(start) };
  const { elements, end } = elementsOf(text, start);
  return { head, elements, tail: text.slice(end).trim() };
}

/** The opening parenthesis, or the first word after the head if there is no list. */
function startOfList(text: string): number | undefined {
  let last = { word: '', start: 0 };
  for (const token of tokens(text, HEAD)) {
    const word = keyword(text, token);
    if (word === '(') return token.start;
    // PARTITION BY without a list before it: the head ends before PARTITION.
    if (AFTER_LIST.has(word) && !BEFORE_NAME.has(last.word)) return word === 'BY' ? last.start : token.start;
    last = { word, start: token.start };
  }
  return undefined;
}

const MARKS = /['"$()[\],/-]/g;

function elementsOf(text: string, open: number): { elements: string[]; end: number } {
  const elements: string[] = [];
  let depth = 0;
  let from = open + 1;
  // Comments after the last token of the element.
  let comments = { start: from, end: from };
  for (let at = open; ;) {
    const { kind, end } = tokenAt(text, at);
    if (kind === 'comment') {
      const more = isBlank(text, comments.end, at);
      comments = { start: more ? comments.start : at, end };
    }
    const mark = kind === 'symbol' ? text[at] : '';
    if (mark === '(' || mark === '[') depth++;
    else if (mark === ')' || mark === ']') depth--;
    if (depth === 0 || (depth === 1 && mark === ',')) {
      const last = isBlank(text, comments.end, at) ? comments.start : at;
      if (!isBlank(text, from, last)) elements.push(element(text, from, last, at));
      from = end;
      comments = { start: from, end: from };
    }
    if (depth === 0) return { elements, end };
    at = nextMark(text, end, MARKS, end);
  }
}

const isBlank = (text: string, from: number, to: number): boolean => text.slice(from, to).trim() === '';

/** Moves a comment after the element to its front: otherwise it would comment out the comma. */
function element(text: string, from: number, last: number, to: number): string {
  const behind = text.slice(last, to).trim();
  const slice = text.slice(from, last).trim();
  return behind === '' ? slice : `${behind}\n    ${slice}`;
}
