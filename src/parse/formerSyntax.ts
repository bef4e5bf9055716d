/**
 * Translates syntax of older versions that PostgreSQL's grammar now rejects.
 * https://www.postgresql.org/docs/current/release-12.html (OIDs), release-9-6 (CREATEUSER), release-10 (UNENCRYPTED)
 */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { keyword, type Token, tokens } from '../source/tokens.js';

export interface Translation {
  readonly text: string;
  /** What was removed, and the version that dropped it. */
  readonly note: Pick<Diagnostic, 'code' | 'message'>;
}

const cut = (text: string, from: Token, to: Token): string =>
  `${text.slice(0, from.start).trimEnd()} ${text.slice(to.end).trimStart()}`.trim();

/** CREATE TABLE … WITH OIDS: PostgreSQL 12 removed OIDs. */
function withOids(text: string, all: readonly Token[]): Translation | undefined {
  if (keyword(text, all[0]) !== 'CREATE') return undefined;
  let depth = 0;
  const at = all.findIndex((token, index) => {
    const word = keyword(text, token);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    return depth === 0 && word === 'WITH' && keyword(text, all[index + 1]) === 'OIDS';
  });
  if (at === -1) return undefined;
  const message = 'WITH OIDS was left out: since PostgreSQL 12 no table has OIDs.';
  return { text: cut(text, all[at]!, all[at + 1]!), note: { code: 'parse/with-oids', message } };
}

/** CREATE USER … NOCREATEUSER, UNENCRYPTED PASSWORD: role attributes belong to the cluster and are dropped anyway. */
const FORMER = new Set(['CREATEUSER', 'NOCREATEUSER', 'UNENCRYPTED']);

function roleAttributes(text: string, all: readonly Token[]): Translation | undefined {
  if (!/^(?:CREATE|ALTER)\s+(?:USER|ROLE|GROUP)\b/i.test(text)) return undefined;
  const gone = all.slice(3).filter((token) => FORMER.has(keyword(text, token)));
  if (gone.length === 0) return undefined;
  const words = gone.map((token) => keyword(text, token));
  const message = `${words.join(' and ')} was left out: PostgreSQL no longer knows this attribute of a role.`;
  return {
    text: gone.reduceRight((rest, token) => cut(rest, token, token), text),
    note: { code: 'parse/role-attribute', message },
  };
}

/** The statement in current syntax; undefined without former syntax. */
export function translated(text: string): Translation | undefined {
  const all = tokens(text);
  return withOids(text, all) ?? roleAttributes(text, all);
}
