/**
 * The one door to pgsql-ast-parser, a small typed grammar of SQL with a printer: for the SQL that the configuration or we
 * ourselves write, and never for the dump's. https://github.com/oguimbal/pgsql-ast-parser
 */
import type * as Library from 'pgsql-ast-parser';
import { load } from '../platform/load.js';
import { SqlError } from './error.js';
import { laid } from './layout.js';
import { LEVEL, type Word, wordsOf } from './operators.js';

export type Tree = Library.Expr;
export type ColumnDefinition = Library.CreateColumnDef;

let loaded: typeof Library | undefined;
/** Loaded when first asked for: a start that needs none of it does not pay for it. */
export function library(): typeof Library {
  return (loaded ??= load('pgsql-ast-parser') as typeof Library);
}

/** What the library does not know goes through it in the place of an operator of the same length or less. */
const STAND_INS: Readonly<Record<string, string>> = {
  'IS DISTINCT FROM': 'operator(d.=)',
  'IS NOT DISTINCT FROM': 'operator(nd.=)',
};

/** @param words of the text */
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

/** Functions whose names are keywords: the library quotes them. */
const QUOTED_CALL = /^"(?:all|any|some|left|right)"$/;

/** The words of what the library printed, in PostgreSQL's spelling. */
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
 * @param words of the text
 * @throws SqlError for what the library does not understand
 */
export function parse<T>(text: string, entry: string, words: readonly Word[]): T {
  const input = withStandIns(text, words);
  try {
    // Its types name few of the entries of its grammar.
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
