/** Splits ALTER TABLE with several actions, so that each gets its own guard. */
import { type Tree } from '../grammar.js';
import { tokens } from '../source/tokens.js';

/** The texts of the single actions; undefined if there is only one. */
export function actions(text: string, tree: Tree): string[] | undefined {
  if (tree.type !== 'AlterTableStmt') return undefined;
  const { cmds = [] } = tree.node;
  if (cmds.length < 2) return undefined;
  const head = headEnd(text);
  const pieces: string[] = [];
  let depth = 0;
  let from = head;
  for (const token of tokens(text)) {
    const symbol = text.slice(token.start, token.end);
    if (token.start < head || token.kind !== 'symbol') continue;
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    else if (symbol === ',' && depth === 0) {
      pieces.push(text.slice(from, token.start));
      from = token.end;
    }
  }
  pieces.push(text.slice(from));
  // The count protects unforeseen syntax: it stays whole instead of being cut in the wrong place.
  return pieces.length === cmds.length
    ? pieces.map((piece) => `${text.slice(0, head).trimEnd()} ${piece.trim()}`)
    : undefined;
}

/** The offset after `ALTER TABLE [IF EXISTS] [ONLY] schema.name [*]`. */
function headEnd(text: string): number {
  const all = tokens(text);
  const word = (at: number): string =>
    all[at]?.kind === 'word' ? text.slice(all[at]!.start, all[at]!.end).toUpperCase() : '';
  let at = 1;
  while (['FOREIGN', 'MATERIALIZED'].includes(word(at))) at++;
  at++;
  while (['IF', 'EXISTS', 'ONLY'].includes(word(at))) at++;
  while (text[all[at + 1]?.start ?? 0] === '.') at += 2;
  return text[all[at + 1]?.start ?? 0] === '*' ? all[at + 1]!.end : all[at]!.end;
}
