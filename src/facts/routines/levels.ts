/**
 * Texts of routines and rules as SQL reads them, level by level: the statement, the bodies and literals in it, the literals in
 * those. PL/pgSQL keeps its queries as text, and a query may be put together from literals.
 */
import { type Token, tokens, Unclosed } from '../../source/tokens.js';

export interface Level {
  readonly text: string;
  /** Undefined for what PostgreSQL would not read: a body in another language, half a query. */
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

/** What stands between the quotes. */
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

/** The text, and every text that is quoted in it. */
export function levels(text: string): Level[] {
  const all = tokensOf(text);
  const quoted = (all ?? []).filter(({ kind }) => kind === 'string' || kind === 'dollar');
  return [{ text, tokens: all }, ...quoted.flatMap((token) => levels(contentOf(text, token)))];
}

/** A name as PostgreSQL reads it; undefined for what is none. */
export function nameAt(text: string, token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return text.slice(token.start, token.end).toLowerCase();
  return token?.kind === 'identifier'
    ? text.slice(token.start + 1, token.end - 1).replaceAll('""', '"')
    : undefined;
}

/** Every name and keyword on any level, as PostgreSQL reads them. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    levels(text).flatMap((level) =>
      level.tokens
        ? level.tokens.flatMap((token) => nameAt(level.text, token) ?? [])
        : (level.text.match(/\w+/g) ?? []),
    ),
  );
