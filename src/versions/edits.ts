/** Small edits of a statement, located by its tree and its words. */
import type { Edit } from '../source/edits.js';
import { keyword, type Token, tokens } from '../source/tokens.js';

interface Placed extends Token {
  readonly depth: number;
}

function placedTokens(text: string): Placed[] {
  let depth = 0;
  return tokens(text).map((token) => {
    const word = keyword(text, token);
    if (word === ')' || word === ']') depth--;
    const placed = { ...token, depth };
    if (word === '(' || word === '[') depth++;
    return placed;
  });
}

/** A statement's text and its tokens, each with its depth of parentheses. */
export class Words {
  private tokens: readonly Placed[] | undefined;

  constructor(readonly text: string) {}

  /** Computed on demand: few statements need it. */
  private get all(): readonly Placed[] {
    return (this.tokens ??= placedTokens(this.text));
  }

  private word(at: number): string {
    return keyword(this.text, this.all[at]);
  }

  private indexAt(offset: number): number {
    const found = this.all.findIndex(({ end }) => end > offset);
    return found === -1 ? this.all.length : found;
  }

  /** The first place from `offset` on, at the same depth of parentheses, where these words follow each other. */
  find(
    offset: number,
    ...words: readonly string[]
  ): { readonly start: number; readonly end: number } | undefined {
    const from = this.indexAt(offset);
    const depth = this.all[from]?.depth ?? 0;
    for (let at = from; at < this.all.length && this.all[at]!.depth >= depth; at++) {
      if (this.all[at]!.depth === depth && words.every((word, next) => this.word(at + next) === word))
        return { start: this.all[at]!.start, end: this.all[at + words.length - 1]!.end };
    }
    return undefined;
  }

  /** The end of the `count`th token from `offset` on. */
  endOf(offset: number, count: number): number {
    return this.all[this.indexAt(offset) + count - 1]?.end ?? this.text.length;
  }

  /** The next word, in upper case. */
  wordAt(offset: number): string {
    return this.word(this.indexAt(offset));
  }

  /** The end of a routine's `SET name = value, value`. */
  endOfClause(offset: number): number {
    let at = this.indexAt(offset) + 2;
    // `=` or TO, or FROM CURRENT.
    at++;
    while (this.word(at + 1) === ',') at += 2;
    return this.all[at]?.end ?? this.text.length;
  }

  /** The end of the first parenthesis that opens from `offset` on. */
  endOfParenthesis(offset: number): number {
    let at = this.indexAt(offset);
    while (at < this.all.length && this.word(at) !== '(') at++;
    const depth = this.all[at]?.depth ?? 0;
    for (at++; at < this.all.length; at++)
      if (this.all[at]!.depth === depth && this.word(at) === ')') return this.all[at]!.end;
    return this.text.length;
  }

  /** The end of the parenthesis around the query whose own list has a word at `offset`. */
  endOfSubquery(offset: number): number {
    let open = this.indexAt(offset);
    while (open > 0 && !/^(?:SELECT|VALUES|WITH|TABLE)$/.test(this.word(open))) open--;
    open--;
    let end = this.endOfParenthesis(this.all[open]?.start ?? 0);
    // `((SELECT …) UNION …)`
    while (
      /^(?:UNION|INTERSECT|EXCEPT|ORDER|LIMIT|OFFSET|FETCH)$/.test(this.wordAt(end)) &&
      this.word(open - 1) === '('
    ) {
      open--;
      end = this.endOfParenthesis(this.all[open]!.start);
    }
    return end;
  }

  /** Removes the words, and the blanks before them. */
  cut(start: number, end: number): Edit {
    return { start: this.text.slice(0, start).trimEnd().length, end, text: '' };
  }

  /** Removes the item of a list at `offset`, with its comma. */
  cutItem(offset: number): Edit {
    const { first, last } = this.itemAt(offset);
    if (this.word(first - 1) === ',') return this.cut(this.all[first - 1]!.start, this.all[last]!.end);
    const next = this.word(last + 1) === ',' ? this.all[last + 2]!.start : this.all[last]!.end;
    return { start: this.all[first]!.start, end: next, text: '' };
  }

  /** Removes the word at `offset` from a list without parentheses, with its comma. */
  cutWord(offset: number): Edit {
    const at = this.indexAt(offset);
    const { start, end } = this.all[at]!;
    if (this.word(at - 1) === ',') return this.cut(this.all[at - 1]!.start, end);
    return { start, end: this.word(at + 1) === ',' ? this.all[at + 2]!.start : end, text: '' };
  }

  /** The same for an option; if it is the only one, also removes the keyword and the parentheses. */
  cutOption(offset: number): Edit {
    const { first, last } = this.itemAt(offset);
    const only = this.word(first - 1) === '(' && this.word(last + 1) === ')';
    return only && first > 1
      ? this.cut(this.all[first - 2]!.start, this.all[last + 1]!.end)
      : this.cutItem(offset);
  }

  private itemAt(offset: number): { readonly first: number; readonly last: number } {
    const at = this.indexAt(offset);
    const { depth } = this.all[at]!;
    const inside = (index: number): boolean => {
      const token = this.all[index];
      return (
        token !== undefined && token.depth >= depth && !(token.depth === depth && this.word(index) === ',')
      );
    };
    let [first, last] = [at, at];
    while (inside(first - 1)) first--;
    while (inside(last + 1)) last++;
    return { first, last };
  }
}
