/** Two rules of psql and the server that the scanner applies inside a statement. */
import { skipBlank, tokenAt } from './tokens.js';

/** How deep inside `BEGIN ATOMIC … END` of a routine: CASE … END nests in it, as in psql's own lexer. */
export function atomicDepth(
  depth: number,
  word: string,
  words: readonly string[],
  text: string,
  after: number,
): number {
  if (depth > 0) return word === 'BEGIN' || word === 'CASE' ? depth + 1 : word === 'END' ? depth - 1 : depth;
  const opens =
    word === 'BEGIN' && words[0] === 'CREATE' && /\s+ATOMIC\b/iy.test(text.slice(after, after + 64));
  return opens ? 1 : 0;
}

/** With standard_conforming_strings off, 'a\\b' means E'a\\b': said so in the statement, it needs no setting. */
export function spellEscapes(text: string): string {
  let out = '';
  let copied = 0;
  for (let at = skipBlank(text, 0); at < text.length;) {
    const token = tokenAt(text, at, true);
    if (token.kind === 'string' && text[token.start] === "'") {
      out += `${text.slice(copied, token.start)}E`;
      copied = token.start;
    }
    at = skipBlank(text, token.end);
  }
  return out + text.slice(copied);
}
