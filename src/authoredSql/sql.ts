/**
 * Types and prints SQL of the configuration and the tool (columns, predicates, defaults), never the
 * dump's.
 *
 * Input is checked against PostgreSQL's operator precedence, and printed SQL is parsed again. SQL that would change its
 * meaning is an error with its place.
 */
import { quoteIdentifier } from '../catalog/names.js';
import { rememberedText } from '../catalog/remembered.js';
import { SqlError } from './error.js';
import { isOperand, laid, unwrapped } from './layout.js';
import type { Tree } from './library.js';
import { read, type Word, wordsOf } from './operators.js';
import { tokensOf } from './tokens.js';
import { columnsOf, columnTreeOf, keyOf, treeOf, wordsOfTree } from './tree.js';
import { readType } from './types.js';

export { SqlError };

/** A column that the tool adds: `created_at timestamptz NOT NULL DEFAULT now()`. */
export interface AuthoredColumn {
  /** Without quotes. */
  readonly name: string;
  /** PostgreSQL's spelling: `timestamp with time zone`, `uuid`, `character(1)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** The expression, valid after DEFAULT. */
  readonly default: string | undefined;
  /** The whole definition. */
  readonly sql: string;
}

export interface AuthoredExpression {
  readonly sql: string;
  /** The columns that it names, in order, without duplicates or quotes. */
  readonly columns: readonly string[];
}

/** Compares the input with how the library parsed it, ignoring redundant parentheses. */
function compare(written: readonly Word[], taken: readonly Word[], end: number): void {
  const [ours, theirs] = [unwrapped(written, 'least'), unwrapped(taken, 'least')];
  const at = ours.findIndex(({ text }, index) => text !== theirs[index]?.text);
  if (at === -1 && ours.length === theirs.length) return;
  const message = `This is read as ${laid(theirs)}; add parentheses to say what is meant.`;
  throw new SqlError(message, ours[at]?.start ?? end);
}

/** Prints a tree and parses the result again as a check. */
function printed(tree: Tree): string {
  const words = wordsOfTree(tree);
  // Where the library's precedence differs from PostgreSQL's, every operation gets parentheses.
  for (const care of ['readable', 'most'] as const) {
    const sql = laid(unwrapped(words, care));
    if (keyOf(treeOf(sql, wordsOf(sql))) === keyOf(tree)) return sql;
  }
  throw new SqlError(`This SQL cannot be written back with the same meaning: ${laid(words)}`, 0);
}

const checked = rememberedText((text): Tree => {
  const words = wordsOf(text);
  const tree = treeOf(text, words);
  compare(words, wordsOfTree(tree), text.length);
  return tree;
});

/** @throws SqlError */
export const expression = rememberedText((text): AuthoredExpression => {
  const tree = checked(text);
  return { sql: printed(tree), columns: columnsOf(tree) };
});

/** Words that the library parses as the beginning of a constraint. */
const CONSTRAINT = /^(?:check|collate|constraint|default|generated|not|null|primary|references|unique)$/;
const UNDERSTOOD = 'an added column can have a type, NOT NULL and DEFAULT';

/** @throws SqlError */
export const column = rememberedText((text): AuthoredColumn => {
  const tokens = tokensOf(text);
  const type = readType(tokens, 1);
  if (!type) throw new SqlError('A column needs a name and a type.', tokens[1]?.start ?? text.length);
  const next = tokens[type.next];
  if (next && !CONSTRAINT.test(next.text)) {
    throw new SqlError(`${next.text} is not understood here; ${UNDERSTOOD}.`, next.start);
  }
  const tree = columnTreeOf(text, read(tokens));
  if (tree.type.endsWith('serial')) {
    throw new SqlError(
      `${tree.type} is not a type: it also creates a sequence; ${UNDERSTOOD}.`,
      tokens[1]!.start,
    );
  }
  if (tree.type !== type.text) {
    throw new SqlError(`The type is read as ${tree.type}; write it differently.`, tokens[1]!.start);
  }
  compare(read(tokens.slice(type.next)), tree.words, text.length);
  let notNull = false;
  let fallback: string | undefined;
  for (const constraint of tree.constraints) {
    if (constraint.constraintName === undefined && constraint.type === 'not null') notNull = true;
    else if (constraint.type === 'default' && fallback === undefined) fallback = printed(constraint.default);
    else {
      const name = constraint.constraintName ? 'constraint' : constraint.type.replace(/^add | .*/g, '');
      const word = tokens.findLast((token) => token.text.startsWith(name));
      const message = `${(word?.text ?? name).toUpperCase()} is not understood here; ${UNDERSTOOD}.`;
      throw new SqlError(message, word?.start ?? 0);
    }
  }
  const value = fallback === undefined || isOperand(wordsOf(fallback)) ? fallback : `(${fallback})`;
  const parts = [quoteIdentifier(tree.name), tree.type];
  if (notNull) parts.push('NOT NULL');
  if (value !== undefined) parts.push(`DEFAULT ${value}`);
  return { name: tree.name, type: tree.type, notNull, default: value, sql: parts.join(' ') };
});
