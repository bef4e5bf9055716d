/**
 * Texts of routines and rules by nesting level: the statement, its bodies and literals, the literals in those. PL/pgSQL
 * keeps queries as text, and a query may be composed of literals.
 */
import { type Token, tokens, Unclosed } from '../../source/tokens.js';

export interface Level {
  readonly text: string;
  /** Undefined where SQL cannot be tokenized: another language, half a query. */
  readonly tokens: readonly Token[] | undefined;
}

function tokensOf(text: string): readonly Token[] | undefined {
  try {
    return tokens(text);
  } catch (error) {
    if (!(error instanceof Unclosed)) throw error;
    return undefined;
  }
}

/** The text between the quotes. */
function contentOf(text: string, { kind, start, end }: Token): string {
  const quoted = text.slice(start, end);
  if (kind === 'dollar') {
    const tag = quoted.indexOf('$', 1) + 1;
    return quoted.slice(tag, -tag);
  }
  const content = quoted.slice(quoted.indexOf("'") + 1, -1).replaceAll("''", "'");
  return /^e/i.test(quoted)
    ? content.replace(/\\(.)/gs, (_, letter: string) => (/[nrt]/.test(letter) ? ' ' : letter))
    : content;
}

/** The text and all texts quoted in it. */
export function levels(text: string): Level[] {
  const all = tokensOf(text);
  const quoted = (all ?? []).filter(({ kind }) => kind === 'string' || kind === 'dollar');
  return [{ text, tokens: all }, ...quoted.flatMap((token) => levels(contentOf(text, token)))];
}

/** A name as PostgreSQL reads it; undefined for other tokens. */
export function nameAt(text: string, token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return text.slice(token.start, token.end).toLowerCase();
  return token?.kind === 'identifier'
    ? text.slice(token.start + 1, token.end - 1).replaceAll('""', '"')
    : undefined;
}

/** All names and keywords on any level, as PostgreSQL reads them. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    levels(text).flatMap((level) =>
      level.tokens
        ? level.tokens.flatMap((token) => nameAt(level.text, token) ?? [])
        : (level.text.match(/\w+/g) ?? []),
    ),
  );
