/** CREATE VIEW v AS …  →  CREATE VIEW v WITH (security_invoker='true') AS …: an edit of the dump's text. */
import { keyword, tokens } from '../../source/tokens.js';

const OPTION = `security_invoker='true'`;

export function withInvoker(sql: string): string {
  const all = tokens(sql);
  const word = (at: number): string => keyword(sql, all[at]);
  const closing = (open: number): number => {
    let depth = 0;
    for (let at = open; at < all.length; at++) {
      if (word(at) === '(') depth++;
      else if (word(at) === ')' && --depth === 0) return at;
    }
    return all.length - 1;
  };
  let at = all.findIndex((_, index) => word(index) === 'VIEW') + 1;
  while (word(at + 1) === '.') at += 2;
  if (word(at + 1) === '(') at = closing(at + 1);
  if (word(at + 1) !== 'WITH' || word(at + 2) !== '(')
    return `${sql.slice(0, all[at]!.end)} WITH (${OPTION})${sql.slice(all[at]!.end)}`;
  const open = at + 2;
  const end = closing(open);
  const own = all.findIndex((_, index) => index > open && index < end && word(index) === 'SECURITY_INVOKER');
  if (own === -1) return `${sql.slice(0, all[open]!.end)}${OPTION}, ${sql.slice(all[open]!.end)}`;
  let last = own;
  while (last + 1 < end && word(last + 1) !== ',') last++;
  return `${sql.slice(0, all[own]!.start)}${OPTION}${sql.slice(all[last]!.end)}`;
}
