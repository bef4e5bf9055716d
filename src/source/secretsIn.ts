/**
 * Finds secrets in a statement, as PostgreSQL would read it: options and settings by their names, passwords in
 * connection strings and URLs, in any quotes, in bodies and in the SQL that these build.
 */
import { SECRET_NAMES } from '../secrets.js';
import { valueOf } from './literal.js';
import { keyword, type Token, tokens, Unclosed } from './tokens.js';

export interface Secret {
  /** Offsets (UTF-16 units) of the literal that holds it. */
  readonly start: number;
  readonly end: number;
  /** Its offset: in a body, the place in the body. */
  readonly at: number;
  /** `password`, `connection string`. */
  readonly what: string;
  /** The literal's text without the secret; undefined if all of it is the secret. */
  readonly rest: string | undefined;
}

/** Replaces a secret. */
export const WITHHELD = '<withheld>';

/** Placeholders are not secrets: %L, $1, {x}, <password>, ***. */
const OPEN = /^(?:$|[%$:<{[*]|\.\.\.)/;

const ADDRESS = /(:\/\/[^\s/:@'"]*:)([^\s@/'"]+)(?=@)/g;

/** `keyword = value`, the value optionally in quotes. */
const PAIR = /([A-Za-z_]\w*)(\s*=\s*)('(?:[^'\\]|\\[^])*'|(?:\\[^]|[^\s'";&,])*)/g;
/** Other keywords of a connection string. */
const CONNECTION = new Set(
  `host hostaddr port dbname user service sslmode sslrootcert application_name connect_timeout options channel_binding
  target_session_attrs gssencmode uid username server database data_source driver`.split(/\s+/),
);
const PASSWORDS = new Set(
  'password sslpassword passwd pwd oauth_client_secret scram_client_key scram_server_key'.split(' '),
);

/** `?api_key=x` in a URL. */
const QUERY = /([?&](\w+)=)([^&#\s'"]+)/g;

const bare = (value: string): string => value.replace(/^'([^]*)'$/, '$1');

/** The text without its secret, if it is a connection string or contains a URL. */
function withheldIn(text: string): { rest: string; what: string } | undefined {
  let what: string | undefined;
  let rest = text.replace(ADDRESS, (whole, before: string, password: string) => {
    if (OPEN.test(password)) return whole;
    what = 'address';
    return `${before}${WITHHELD}`;
  });
  if (text.includes('://'))
    rest = rest.replace(QUERY, (whole, before: string, name: string, value: string) => {
      if (!SECRET_NAMES.has(name.toLowerCase()) || OPEN.test(value)) return whole;
      what = 'address';
      return `${before}${WITHHELD}`;
    });
  const pairs = [...rest.matchAll(PAIR)];
  const isAll = rest.replace(PAIR, '').trim() === '';
  if (isAll || pairs.some(([, name]) => CONNECTION.has(name!.toLowerCase())))
    rest = rest.replace(PAIR, (whole, name: string, equals: string, value: string) => {
      if (!PASSWORDS.has(name.toLowerCase()) || OPEN.test(bare(value))) return whole;
      what = 'connection string';
      return `${name}${equals}${WITHHELD}`;
    });
  return what === undefined ? undefined : { rest, what };
}

function tokensOf(text: string): Token[] {
  try {
    return tokens(text);
  } catch (error) {
    if (error instanceof Unclosed) return [];
    throw error;
  }
}

const isLiteral = (token: Token | undefined): boolean => token?.kind === 'string' || token?.kind === 'dollar';

/** A fast filter: most statements have no name of a secret, no connection, and nothing that could hide one. */
const MAYBE = /pass|pwd|\bpw\b|secret|token|credential|jwt|sa_key|key|:\/\/|=|\\|U&/i;

/** A secret is a literal, between quotes or dollars. */
const LITERAL = /['$]/;

/** Maximum distance of a default: no type has more words. */
const FAR = 10;

/** Maximum depth of bodies in strings in bodies. */
const DEEPEST = 4;

/** @param depth how many literals enclose the text */
export function secretsIn(text: string, depth = 0): Secret[] {
  if (!LITERAL.test(text) || !MAYBE.test(text)) return [];
  const all = tokensOf(text);
  const out: Secret[] = [];
  let named: string | undefined;
  for (let at = 0; at < all.length; at++) {
    const token = all[at]!;
    // A literal may continue on the next line.
    let last = at;
    while (isLiteral(token) && isLiteral(all[last + 1])) last++;
    const escape = keyword(text, all[last + 1]) === 'UESCAPE' ? all[last + 2] : undefined;
    const values = all.slice(at, last + 1).map((one) => valueOf(text, one, escape && valueOf(text, escape)));
    if (isLiteral(token)) {
      const value = values.join('');
      const { start } = token;
      const end = (escape ?? all[last]!).end;
      // Dollar-quoted text has no escapes.
      const body = token.kind === 'dollar' ? text.indexOf('$', start + 1) + 1 : undefined;
      const found =
        named !== undefined && !OPEN.test(value)
          ? [{ at: 0, what: named, rest: undefined }]
          : inside(value, depth);
      for (const { at: inner, ...one } of found)
        out.push({ start, end, at: body === undefined ? start : body + inner, ...one });
      named = undefined;
    } else {
      const name = values.join('').toLowerCase();
      if (SECRET_NAMES.has(name) && token.kind !== 'symbol') named = name;
      else if (named !== undefined && !isDefaultAhead(text, all, at)) named = undefined;
    }
    at = escape ? last + 2 : last;
  }
  return out;
}

/** Searches the value of a literal: a connection string, or SQL. */
function inside(value: string, depth: number): Pick<Secret, 'at' | 'what' | 'rest'>[] {
  const found = withheldIn(value);
  if (found) return [{ ...found, at: 0 }];
  return depth >= DEEPEST
    ? []
    : secretsIn(value, depth + 1)
        .slice(0, 1)
        .map(({ at, what }) => ({ at, what, rest: undefined }));
}

/** Between a column with a secret's name and its default are its type, NOT NULL, SET DEFAULT. */
function isDefaultAhead(text: string, all: readonly Token[], at: number): boolean {
  for (let next = at; next < at + FAR; next++) {
    if (keyword(text, all[next]) === 'DEFAULT') return isLiteral(all[next + 1]);
    const token = all[next];
    if (!token || (token.kind === 'symbol' && !'()'.includes(text.slice(token.start, token.end))))
      return false;
  }
  return false;
}
