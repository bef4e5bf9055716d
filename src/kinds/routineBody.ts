/** What the body of a function or procedure says, as far as its words tell: comments are none. */
import { strings } from '../catalog/names.js';
import type { Statement } from '../catalog/statement.js';
import type { CreateFunctionStmt, Node } from '../grammar.js';
import { keyword, tokens, Unclosed } from '../source/tokens.js';

export interface RoutineBody {
  /** `plpgsql`, `sql`; undefined for a body between BEGIN ATOMIC and END. */
  readonly language: string | undefined;
  readonly text: string;
}

const option = ({ options = [] }: CreateFunctionStmt, name: string): Node | undefined =>
  options.flatMap((node) =>
    'DefElem' in node && node.DefElem.defname === name ? [node.DefElem.arg!] : [],
  )[0];

/** The text between the quotes; for a body that needs none, the whole statement. */
export function routineBody({ tree, text }: Statement): RoutineBody {
  const node = tree!.node as CreateFunctionStmt;
  const body = option(node, 'as');
  const language = option(node, 'language');
  return body
    ? {
        language: language ? strings([language]).join().toLowerCase() : 'sql',
        text: strings([body])[0] ?? '',
      }
    : { language: undefined, text };
}

/** A token as PostgreSQL reads it: words in lower case, identifiers without their quotes. */
export interface Word {
  readonly kind: 'word' | 'string' | 'symbol';
  readonly text: string;
}

/** The tokens of a body; none where its language has other quotes than SQL. */
export function wordsOf(text: string): Word[] {
  try {
    return tokens(text).map(({ kind, start, end }): Word => {
      const own = text.slice(start, end);
      if (kind === 'word') return { kind, text: own.toLowerCase() };
      if (kind === 'identifier') return { kind: 'word', text: own.slice(1, -1).replaceAll('""', '"') };
      return { kind: kind === 'string' || kind === 'dollar' ? 'string' : 'symbol', text: own };
    });
  } catch (error) {
    if (error instanceof Unclosed) return [];
    throw error;
  }
}

/** Every word, those of strings among them: what is put together and run may name anything. */
export const namesIn = (text: string): Set<string> =>
  new Set(
    wordsOf(text).flatMap((word) =>
      word.kind === 'string' ? word.text.toLowerCase().split(/\W+/) : word.text,
    ),
  );

export interface Query {
  readonly text: string;
  /** What it gives is what the routine gives. */
  readonly result: boolean;
}

/** The body cut at its semicolons; parentheses hold none. */
function pieces(text: string): string[] {
  const out: string[] = [];
  let from = 0;
  for (const token of tokens(text))
    if (text.slice(token.start, token.end) === ';') {
      out.push(text.slice(from, token.start));
      from = token.end;
    }
  return [...out, text.slice(from)].filter((piece) => tokens(piece, 1).length > 0);
}

/** RETURN QUERY, and INSERT up to what it returns: the rest of PL/pgSQL is no query, or gives into variables. */
function queryOf(piece: string): Query | undefined {
  const all = tokens(piece);
  const at = (...words: readonly string[]): number =>
    all.findIndex((_, index) => words.every((word, offset) => keyword(piece, all[index + offset]) === word));
  const query = at('RETURN', 'QUERY');
  if (query !== -1) return { text: piece.slice(all[query + 1]!.end), result: true };
  const insert = at('INSERT', 'INTO');
  if (insert === -1) return undefined;
  const before = all.slice(0, insert).findIndex((token) => keyword(piece, token) === 'WITH');
  const start = all[before === -1 ? insert : before]!.start;
  const returning = all.findLast((token) => keyword(piece, token) === 'RETURNING');
  const end = returning && returning.start > all[insert]!.start ? returning.start : undefined;
  return { text: piece.slice(start, end), result: false };
}

/** The queries of a body in a language that has them; of SQL, the last one gives the result. */
export function queriesOf({ language, text }: RoutineBody): Query[] {
  try {
    const all = pieces(text);
    if (language === 'sql') return all.map((piece, at) => ({ text: piece, result: at === all.length - 1 }));
    return language === 'plpgsql' ? all.flatMap((piece) => queryOf(piece) ?? []) : [];
  } catch (error) {
    if (error instanceof Unclosed) return [];
    throw error;
  }
}
