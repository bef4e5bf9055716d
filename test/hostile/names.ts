/** Names and texts that somebody chose who wants SQL of their own to run: what fast-check puts into dumps. */
import fc from 'fast-check';

/** Every tag that the tool writes, quotes of all kinds, ends of comments and blocks, what psql, Flyway and format() replace. */
const PIECES = [
  '$baseline$',
  '$baseline1$',
  '$guard$',
  '$guard1$',
  '$owner$',
  '$check$',
  '$check1$',
  '$body1$',
  '$$',
  '$',
  '$baseline',
  'guard$',
  "'",
  '"',
  '\\',
  '\n',
  "E'",
  'U&"',
  '--',
  '/*',
  '*/',
  ';',
  '.',
  ',',
  '(',
  '%',
  '%I',
  '${x}',
  ":'x'",
  '\\! touch pwned\n',
  '\n\\! touch pwned\n',
  ';ALTER ROLE app SUPERUSER;',
  '\nEND\n$guard$;',
  '\nBEGIN\n',
  'DO $baseline$',
  '-- Name: a; Type: TABLE; Schema: b; Owner: c',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'ß日é',
  '😀',
  ' ',
  'a',
];

const LONGEST = 63;
/** As PostgreSQL cuts identifiers: whole characters, no more bytes than this. */
export function cut(name: string): string {
  let out = name;
  while (Buffer.byteLength(out) > LONGEST) out = [...out].slice(0, -1).join('');
  return out;
}

const piece = fc.constantFrom(...PIECES);
const joined = (max: number): fc.Arbitrary<string> =>
  fc.array(piece, { minLength: 1, maxLength: max }).map((pieces) => pieces.join(''));

/** They differ in their last letter alone, which whatever is put behind them pushes out. */
const longest = fc.nat(25).map((at) => `${'l'.repeat(LONGEST - 1)}${String.fromCharCode(97 + at)}`);

const name = fc.oneof({ weight: 6, arbitrary: joined(4).map(cut) }, { weight: 1, arbitrary: longest });

/** So many different ones. */
const names = (count: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(name, { minLength: count, maxLength: count });

/** Comments, defaults, bodies. */
const texts = (count: number): fc.Arbitrary<string[]> =>
  fc.array(joined(6), { minLength: count, maxLength: count });

export interface Chosen {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** How many of each a dump takes. */
export const NAMES = 26;
export const TEXTS = 6;

export const chosen: fc.Arbitrary<Chosen> = fc.record({ names: names(NAMES), texts: texts(TEXTS) });
