/**
 * Dollar quoting: the one place where the tool writes a tag. What stands between the tags comes from the dump, names above all,
 * and a tag that occurs in it would end the text where its author wants it to end.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING
 */

/** The blocks that the tool writes, by the word in their tag: it knows them by it when it reads them again. */
export type BlockTag = 'baseline' | 'guard' | 'owner' | 'keys' | 'temporary' | 'meanings' | 'holds';

/** `$check$`, or with the first number whose tag is not in the body, also where the body's last characters begin it. */
export function dollarQuote(body: string, word = ''): string {
  for (let number = 0; ; number++) {
    // A tag is an identifier: without a word, the numbers need a letter.
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

const OWN = /^DO \$(baseline|guard|owner|keys|temporary|meanings|holds)\d*\$/;

/** Which of the tool's own blocks the statement is; undefined for all others. */
export const blockTagOf = (text: string): BlockTag | undefined => OWN.exec(text)?.[1] as BlockTag | undefined;
