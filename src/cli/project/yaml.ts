/** Names of the dump in YAML and in comments: they come from strangers. */

/** Words that YAML reads as something else than text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
const PLAIN = /^[A-Za-z_][\w./$-]*$/;

/** A text as one YAML scalar, also in a list in brackets. */
export function scalar(text: string): string {
  if (PLAIN.test(text) && !WORDS.test(text)) return text;
  // JSON is YAML, and has an escape for everything that ends a line.
  return /[^\x20-\x7e]|'/.test(text) ? JSON.stringify(text) : `'${text}'`;
}

export const list = (texts: readonly string[]): string => `[${texts.map(scalar).join(', ')}]`;

/** A text that cannot end its comment. */
export const inComment = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/ {2,}/g, ' ');

/** Comments of about this many characters. */
const WIDTH = 110;

/** Lines of explanation, each with `# `. */
export function comment(text: string, indent = ''): string[] {
  const out: string[] = [];
  for (const word of inComment(text).trim().split(' ')) {
    const last = out.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) out[out.length - 1] = `${last} ${word}`;
    else out.push(`${indent}# ${word}`);
  }
  return out;
}
