/** Parses, queries and changes the library's trees. */
import { quoteIdentifier } from '../catalog/names.js';
import { SqlError } from './error.js';
import { type ColumnDefinition, library, parse, printedWords, type Tree } from './library.js';
import type { Word } from './operators.js';
import { canonicalType } from './types.js';

/**
 * @param words words of the text
 * @throws SqlError for what the library cannot parse, and for more than a predicate or default may contain
 */
export function treeOf(text: string, words: readonly Word[]): Tree {
  const tree = settled(parse<Tree>(text, 'expr', words));
  refuseMore(tree, words);
  return tree;
}

export interface ColumnTree {
  readonly name: string;
  readonly type: string;
  readonly constraints: NonNullable<ColumnDefinition['constraints']>;
  /** The constraints' words as the library prints them. */
  readonly words: readonly Word[];
}

/** @param words words of the text */
export function columnTreeOf(text: string, words: readonly Word[]): ColumnTree {
  const column = parse<ColumnDefinition>(text, 'createtable_column', words);
  const { name, dataType, collate } = column;
  if (collate) throw new SqlError('A collation is not understood here.', wordStart(words, /^collate$/));
  const { toSql } = library();
  const constraints = (column.constraints ?? []).map((constraint) => {
    if (constraint.type !== 'default') return constraint;
    refuseMore(constraint.default, words);
    return { ...constraint, default: settled(constraint.default) };
  });
  return {
    name: unquoted(name.name),
    type: canonicalType(toSql.dataType(dataType)),
    constraints,
    words: printedWords(constraints.map((constraint) => toSql.constraint(constraint)).join(' ')),
  };
}

/** The words of a tree, quoted where the library misses it. */
export function wordsOfTree(tree: Tree): readonly Word[] {
  const words = printedWords(library().toSql.expr(tree));
  const names = new Set(columnsOf(tree).filter((name) => quoteIdentifier(name) !== name));
  return words.map((word, at) =>
    word.kind === 'word' && names.has(word.text) && words[at + 1]?.text !== '('
      ? { ...word, kind: 'quoted', text: quoteIdentifier(word.text) }
      : word,
  );
}

/** Makes `IN (x)` a list of one, which the library would print as `IN x`, and `- 1` a number like its `-1`. */
function settled(tree: Tree): Tree {
  const mapper = library().astMapper((map) => ({
    unary: (node) => {
      const mapped = map.super().unary(node);
      if (mapped?.type !== 'unary' || mapped.op !== '-') return mapped;
      const { operand } = mapped;
      const isNumber = (operand.type === 'integer' || operand.type === 'numeric') && operand.value > 0;
      return isNumber ? { ...operand, value: -operand.value } : mapped;
    },
    binary: (node) => {
      const mapped = map.super().binary(node);
      if (mapped?.type !== 'binary' || !/\bIN$/.test(mapped.op)) return mapped;
      const { right } = mapped;
      if (right.type === 'list' || right.type === 'select') return mapped;
      return { ...mapped, right: { type: 'list', expressions: [right] } };
    },
  }));
  return mapper.expr(tree)!;
}

/** The library keeps doubled quotes in names. */
const unquoted = (name: string): string => name.replaceAll('""', '"');

const wordStart = (words: readonly Word[], pattern: RegExp): number =>
  words.find(({ text }) => pattern.test(text))?.start ?? 0;

/** Trees with the same meaning have the same key. */
export function keyOf(tree: Tree): string {
  const { astMapper, toSql } = library();
  const mapper = astMapper((map) => ({
    cast: (node) => {
      const mapped = map.super().cast(node);
      if (mapped?.type !== 'cast') return mapped;
      return { ...mapped, to: { name: canonicalType(toSql.dataType(mapped.to)) } };
    },
  }));
  return JSON.stringify(mapper.expr(settled(tree)));
}

/** The columns that it names, in order, without duplicates. */
export function columnsOf(tree: Tree): readonly string[] {
  const names = new Set<string>();
  const visitor = library().astVisitor(() => ({ ref: ({ name }) => void names.add(unquoted(name)) }));
  visitor.expr(tree);
  names.delete('*');
  return [...names];
}

function refuseMore(tree: Tree, words: readonly Word[]): void {
  const query = words.findIndex(({ text }) => text === 'SELECT');
  const around = words.slice(Math.max(0, query - 3), query).map(({ text }) => text);
  if (/^(?:IN|NOT IN|ANY|ALL|SOME|EXISTS) \( \($/.test(around.join(' '))) {
    throw new SqlError('Write one pair of parentheses around this query.', words[query]!.start);
  }
  const visitor = library().astVisitor((visit) => ({
    select: (select) => {
      const parts = Object.keys(select).filter((part) => part !== 'type' && part !== 'columns');
      if (
        select.type !== 'select' ||
        parts.length > 0 ||
        select.columns?.length !== 1 ||
        select.columns[0]?.alias
      ) {
        const message = 'A query can only be (SELECT value) here; put anything more into a function.';
        throw new SqlError(message, wordStart(words, /^SELECT$/));
      }
      visit.super().select(select);
    },
    binary: (node) => {
      if (node.opSchema !== undefined && !/^n?d$/.test(node.opSchema)) {
        throw new SqlError('Write the operator without its schema.', wordStart(words, /^operator$/));
      }
      visit.super().binary(node);
    },
    default: () => {
      throw new SqlError('DEFAULT is not a value here.', wordStart(words, /^DEFAULT$/));
    },
  }));
  visitor.expr(tree);
}
