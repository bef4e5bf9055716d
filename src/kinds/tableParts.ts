/** The text of CREATE TABLE in three parts: what stands before the list of columns, the list, and what follows. */
import { keyword, tokens } from '../source/tokens.js';

export interface TableParts {
  readonly head: string;
  /** Undefined when there is no list. */
  readonly elements: readonly string[] | undefined;
  readonly tail: string;
}

/** A parenthesis behind one of these is not the list of columns. */
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

export function tableParts(text: string): TableParts {
  const all = tokens(text);
  // The table itself may be called server: a name stands behind a dot or one of these words.
  const named = (index: number): boolean =>
    ['.', 'TABLE', 'EXISTS', 'OF'].includes(keyword(text, all[index - 1]));
  let open = all.findIndex(
    (token, index) => keyword(text, token) === '(' || (AFTER_LIST.has(keyword(text, token)) && !named(index)),
  );
  if (open !== -1 && keyword(text, all[open]) !== '(') {
    // PARTITION BY without a list in front: the head ends before PARTITION.
    if (keyword(text, all[open]) === 'BY') open--;
    const at = all[open]!.start;
    return { head: text.slice(0, at).trimEnd(), elements: undefined, tail: text.slice(at) };
  }
  if (open === -1) return { head: text, elements: undefined, tail: '' };

  const elements: string[] = [];
  let depth = 0;
  let from = all[open]!.end;
  let last = from;
  for (const token of all.slice(open)) {
    const symbol = text.slice(token.start, token.end);
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    if (depth === 0 || (depth === 1 && symbol === ',')) {
      if (last > from) elements.push(element(text, from, last, token.start));
      from = token.end;
    }
    last = token.end;
    if (depth === 0) break;
  }
  return { head: text.slice(0, all[open]!.start).trimEnd(), elements, tail: text.slice(from).trim() };
}

/** A comment behind the element would swallow the comma that is put there: it goes in front. */
function element(text: string, from: number, last: number, to: number): string {
  const behind = text.slice(last, to).trim();
  const slice = text.slice(from, last).trim();
  return behind === '' ? slice : `${behind}\n    ${slice}`;
}
