/**
 * Dollar quoting: only this file writes a tag. The text between the tags comes from the dump (above all names), and a
 * tag in it would end the quoted text early.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING
 */

/** The word in the tag of the tool's own blocks, which identifies them when they are read again. */
export type BlockTag =
  'baseline' | 'guard' | 'owner' | 'keys' | 'temporary' | 'meanings' | 'holds' | 'batches';

/** `$check$`, or with the first number that makes a tag not in the body, nor begun by the body's last characters. */
export function dollarQuote(body: string, word = ''): string {
  for (let number = 0; ; number++) {
    // A tag is an identifier: a number alone needs a letter before it.
    const tag = number === 0 ? `$${word}$` : `$${word === '' ? 'body' : word}${number}$`;
    if (`${body}${tag}`.indexOf(tag) === body.length) return `${tag}${body}${tag}`;
  }
}

/** `DO $guard$ … $guard$`, without its semicolon. */
export function doBlock(
  word: BlockTag,
  body: readonly string[],
  declarations: readonly string[] = [],
): string {
  const declare = declarations.length === 0 ? [] : ['DECLARE', ...declarations];
  return `DO ${dollarQuote(['', ...declare, 'BEGIN', ...body, 'END', ''].join('\n'), word)}`;
}

const OWN = /^DO \$(baseline|guard|owner|keys|temporary|meanings|holds|batches)\d*\$/;

/** The kind of the tool's own block; undefined for others. */
export const blockTagOf = (text: string): BlockTag | undefined => OWN.exec(text)?.[1] as BlockTag | undefined;
