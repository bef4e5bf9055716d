/**
 * The only module that imports pgsql-ast-parser, a small typed SQL grammar with a printer, for SQL of the configuration
 * and the tool, never for the dump's. https://github.com/oguimbal/pgsql-ast-parser
 */
import type * as Library from 'pgsql-ast-parser';
import { load } from '../platform/load.js';
import { SqlError } from './error.js';
import { laid } from './layout.js';
import { LEVEL, type Word, wordsOf } from './operators.js';

export type Tree = Library.Expr;
export type ColumnDefinition = Library.CreateColumnDef;

let loaded: typeof Library | undefined;
/** Loads the library on first use, so that other runs start faster. */
export function library(): typeof Library {
  return (loaded ??= load('pgsql-ast-parser') as typeof Library);
}

/** Replacements, at most as long, for operators that the library does not know. */
const STAND_INS: Readonly<Record<string, string>> = {
  'IS DISTINCT FROM': 'operator(d.=)',
  'IS NOT DISTINCT FROM': 'operator(nd.=)',
};

/** @param words words of the text */
function withStandIns(text: string, words: readonly Word[]): string {
  let out = text;
  for (const word of words) {
    const standIn = word.kind === 'operator' ? STAND_INS[word.text] : undefined;
    if (standIn === undefined) continue;
    const [said] = /^is\s+(?:not\s+)?distinct\s+from/i.exec(text.slice(word.start)) ?? [];
    if (said === undefined) throw new SqlError('Write this operator without comments in it.', word.start);
    out = out.slice(0, word.start) + standIn.padEnd(said.length) + out.slice(word.start + said.length);
  }
  return out;
}

/** Functions named like keywords, which the library quotes. */
const QUOTED_CALL = /^"(?:all|any|some|left|right)"$/;

/** The words of the library's output, in PostgreSQL's spelling. */
export function printedWords(text: string): readonly Word[] {
  const words = wordsOf(text);
  const out: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const standIn = laid(words.slice(at, at + 6)).replaceAll(' ', '');
    const operator = Object.keys(STAND_INS).find((name) => STAND_INS[name] === standIn);
    if (operator !== undefined) {
      out.push({ kind: 'operator', text: operator, start: word.start, level: LEVEL.is, place: 'infix' });
      at += 5;
    } else if (QUOTED_CALL.test(word.text) && words[at + 1]?.text === '(') {
      out.push(...wordsOf(word.text.slice(1, -1)));
    } else out.push(word);
  }
  return out;
}

/**
 * @param words words of the text
 * @throws SqlError for what the library cannot parse
 */
export function parse<T>(text: string, entry: string, words: readonly Word[]): T {
  const input = withStandIns(text, words);
  try {
    // The library's types omit most entry rules of its grammar.
    return library().parse(input, entry as 'expr') as T;
  } catch (error) {
    const { token } = error as { readonly token?: { readonly offset: number } };
    const at = token?.offset ?? text.length;
    const near = /^(?:\w+|'[^']*'|"[^"]*"|\S)/.exec(text.slice(at))?.[0];
    throw new SqlError(
      near === undefined ? 'The SQL ends too early.' : `${near} is not understood here.`,
      at,
    );
  }
}
