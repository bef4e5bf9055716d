/** Tokens of SQL in a normalized spelling: `Foo` and `"foo"` are foo, `E'it\'s'` is `'it''s'`. */
import { quoteIdentifier, quoteLiteral } from '../catalog/names.js';
import { SqlError } from './error.js';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  /** The spelling for comparing and printing. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// https://www.postgresql.org/docs/current/sql-syntax-lexical.html
const PATTERNS: readonly (readonly [Token['kind'] | 'blank' | 'refused', RegExp])[] = [
  ['blank', /(?:\s+|--[^\n]*)/y],
  ['refused', /(?:[bxn]'|u&['"]|\$|\/\*)/iy],
  ['string', /(?:e'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*')/iy],
  ['quoted', /"(?:[^"]|"")+"/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ['symbol', /(?:::|[()[\],.]|(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?])+)/y],
];

const REFUSED: Readonly<Record<string, string>> = {
  $: 'dollar-quoted text and parameters',
  '/': 'a block comment',
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function valueOf(literal: string, start: number): string {
  const value = literal.slice(literal.indexOf("'") + 1, -1).replaceAll("''", "'");
  if (literal.startsWith("'")) return value;
  return value.replace(/\\([^])/g, (escape, letter: string) => {
    if (/[0-9xuU]/.test(letter))
      throw new SqlError(`Write the character itself instead of ${escape}.`, start);
    return ESCAPES[letter] ?? letter;
  });
}

/** An operator of several characters may end in + or - only if it contains one of these. */
function operatorIn(run: string): string {
  if (/[~!@#%^&|`?]/.test(run)) return run;
  return run.length > 1 ? run.replace(/(?<=.)[+-]+$/, '') : run;
}

function spelled(kind: Token['kind'], text: string, start: number): Token {
  const make = (shown: string, length = text.length, as = kind): Token => ({
    kind: as,
    text: shown,
    start,
    end: start + length,
  });
  if (kind === 'word') return make(text.toLowerCase());
  if (kind === 'string') return make(quoteLiteral(valueOf(text, start)));
  if (kind === 'quoted') {
    const name = quoteIdentifier(text.slice(1, -1).replaceAll('""', '"'));
    return make(name, text.length, name.startsWith('"') ? 'quoted' : 'word');
  }
  if (kind === 'number' && String(Number(text)) !== text) {
    throw new SqlError(`The number ${text} would be changed; write '${text}'::numeric.`, start);
  }
  if (kind !== 'symbol' || /^[:()[\],.]/.test(text)) return make(text);
  const operator = operatorIn(text);
  return make(operator === '!=' ? '<>' : operator, operator.length);
}

/** @throws SqlError for invalid SQL, and for SQL that would print differently */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const [kind, found] = matchAt(text, at);
    if (kind === 'blank') {
      at += found.length;
      continue;
    }
    if (kind === 'refused') {
      const what = REFUSED[found[0]!] ?? `a literal that begins with ${found.slice(0, -1)}`;
      throw new SqlError(`SQL in the configuration cannot contain ${what}.`, at);
    }
    const token = spelled(kind, found, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function matchAt(text: string, at: number): readonly [(typeof PATTERNS)[number][0], string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return [kind, found];
  }
  const open = text[at] === "'" || text[at] === '"';
  throw new SqlError(open ? `The quote is not closed.` : `"${text[at]}" is not allowed here.`, at);
}
