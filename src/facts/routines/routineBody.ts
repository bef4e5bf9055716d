/** A routine's body as words, without comments. */
import { strings } from '../../catalog/names.js';
import type { Statement } from '../../catalog/statement.js';
import { routineOption } from '../../kinds/routines/routine.js';
import { tokens, Unclosed } from '../../source/tokens.js';
import { nodeIf } from '../../grammar.js';

export interface RoutineBody {
  /** `plpgsql`, `sql`; undefined for BEGIN ATOMIC … END. */
  readonly language: string | undefined;
  readonly text: string;
}

/** The quoted body; without one, the whole statement. */
export function routineBody({ tree, text }: Statement): RoutineBody {
  const node = nodeIf({ tree }, 'CreateFunctionStmt');
  if (!node) return { language: undefined, text };
  const [body] = routineOption(node, 'as');
  const [language] = routineOption(node, 'language');
  return body
    ? {
        language: language ? strings([language]).join().toLowerCase() : 'sql',
        text: strings([body])[0] ?? '',
      }
    : { language: undefined, text };
}

/** A token as PostgreSQL reads it: words in lower case, identifiers without quotes. */
export interface Word {
  readonly kind: 'word' | 'string' | 'symbol';
  readonly text: string;
}

/** The tokens of a body; empty where its language quotes otherwise than SQL. */
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
