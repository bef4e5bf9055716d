/**
 * The NOT NULL constraints of columns have names since PostgreSQL 18, which an older server neither has nor reads:
 * `note text CONSTRAINT visit_note_not_null NOT NULL`  →  `note text NOT NULL`
 */
import { keyword, tokens } from '../../source/tokens.js';

const NAMED = /^CREATE\b[^]*\bCONSTRAINT\b[^]*\bNOT\s+NULL\b/i;

/** What comes before a constraint that is no part of a column. */
const APART = new Set([',', '(']);

export function withoutNotNullNames(text: string): string {
  if (!NAMED.test(text)) return text;
  const all = tokens(text);
  const word = (at: number): string => keyword(text, all[at]);
  let [out, from] = ['', 0];
  for (let at = 1; at < all.length; at++) {
    const isNamed = word(at) === 'CONSTRAINT' && word(at + 2) === 'NOT' && word(at + 3) === 'NULL';
    if (!isNamed || APART.has(word(at - 1))) continue;
    out += text.slice(from, all[at]!.start);
    from = all[at + 2]!.start;
  }
  return out + text.slice(from);
}
