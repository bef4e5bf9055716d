/** Finds the text of tree nodes that have no location of their own. */
import { keyword, type Token, tokens } from '../../source/tokens.js';
import { descend } from '../../catalog/descend.js';

/** Words that can follow an operand of NATURAL JOIN: none of them can be an alias. */
const BEHIND = new Set(
  `, ; where group having window order limit offset fetch for union intersect except join natural left right full inner
  cross on using returning set when end`
    .toUpperCase()
    .split(/\s+/),
);
const JOINS = new Set(['JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER']);

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export class Places {
  private found: readonly Token[] | undefined;

  constructor(
    readonly text: string,
    private readonly offset: (location: number | undefined) => number,
  ) {}

  private get all(): readonly Token[] {
    return (this.found ??= tokens(this.text));
  }

  /** Offset of a location; 0 where the tree has none. */
  of(location: number | undefined): number {
    return this.offset(location);
  }

  /** The end of the token at the offset. */
  endOf(offset: number): number {
    return this.all[this.indexAt(offset)]?.end ?? this.text.length;
  }

  private word(at: number): string {
    return keyword(this.text, this.all[at]);
  }

  private indexAt(offset: number): number {
    const found = this.all.findIndex(({ end }) => end > offset);
    return found === -1 ? this.all.length : found;
  }

  /** The index after the parentheses, or after the one token, at the index. */
  private over(index: number): number {
    let depth = 0;
    for (let at = index; at < this.all.length; at++) {
      const word = this.word(at);
      if (word === '(' || word === '[') depth++;
      if (word === ')' || word === ']') depth--;
      if (depth <= 0) return at + 1;
    }
    return this.all.length;
  }

  /** For `x.*` from its first token: the prefix up to the dot, and the whole text. */
  star(offset: number): { readonly prefix: string; readonly whole: Stretch } | undefined {
    const first = this.indexAt(offset);
    for (let at = first; at < this.all.length; at = this.over(at)) {
      if (this.word(at) !== '*') continue;
      const start = this.all[first]!.start;
      const prefix = at === first ? '' : this.text.slice(start, this.all[at - 1]!.end);
      return { prefix, whole: { start, end: this.all[at]!.end } };
    }
    return undefined;
  }

  /** The word NATURAL between two operands, the start of its JOIN, and the end of the right operand. */
  natural(
    left: unknown,
    right: unknown,
  ): { readonly word: Stretch; readonly join: number; readonly end: number } | undefined {
    const [from, to] = [Math.max(...this.locations(left)), Math.min(...this.locations(right))];
    if (!Number.isFinite(from) || !Number.isFinite(to)) return undefined;
    const [first, last] = [this.indexAt(from), this.indexAt(to)];
    const found = this.all.flatMap((_, at) =>
      at > first && at < last && this.word(at) === 'NATURAL' && JOINS.has(this.word(at + 1)) ? [at] : [],
    );
    const [natural] = found;
    if (natural === undefined || found.length > 1) return undefined;
    let at = natural + 1;
    while (this.word(at) !== 'JOIN') at++;
    const join = this.all[at++]!.start;
    while (at < this.all.length && this.word(at) !== ')' && !this.isBehind(at)) at = this.over(at);
    const { start } = this.all[natural]!;
    return { word: { start, end: this.all[natural + 1]!.start }, join, end: this.all[at - 1]!.end };
  }

  /** WITH ORDINALITY belongs to a function; any other WITH ends the query. */
  private isBehind(at: number): boolean {
    return BEHIND.has(this.word(at)) || (this.word(at) === 'WITH' && this.word(at + 1) !== 'ORDINALITY');
  }

  /** The list in `t AS x (a, b)`, from the table's name on. */
  aliases(offset: number, count: number): Stretch | undefined {
    let at = this.indexAt(offset);
    while (at < this.all.length && this.word(at) !== '(' && !this.isBehind(at)) at++;
    const end = this.over(at);
    // Names, commas and the parentheses around them.
    if (this.word(at) !== '(' || end - at !== 2 * count + 1) return undefined;
    return { start: this.all[at]!.start, end: this.all[end - 1]!.end };
  }

  private locations(tree: unknown): number[] {
    const out: number[] = [];
    const note = (value: object): void => {
      const offset = this.offset((value as { location?: number }).location);
      if (offset > 0) out.push(offset);
    };
    descend(tree, (_, value) => note(value));
    return out;
  }
}
