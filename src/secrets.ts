/**
 * Secrets never stand in what is shown to people. This is the net under everything that is printed: it goes by words, in text that
 * may not even be SQL, and rather covers too much. It imports nothing, so that every other file may use it.
 */

/**
 * Options and settings that hold a secret: those of libpq, and what foreign data wrappers call theirs. Paths of files with secrets
 * (passfile, sslkey) are none. https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
export const SECRET_NAMES: ReadonlySet<string> = new Set(
  `password sslpassword oauth_client_secret scram_client_key scram_server_key
  passwd passphrase pwd pw pass private_key private_key_password sasl_password
  secret client_secret secret_key secret_access_key aws_secret_access_key secretkey
  token access_token auth_token bearer_token api_token refresh_token session_token aws_session_token sas_token jwt jwt_token
  access_key account_key api_key apikey encryption_key shared_key
  credentials service_account_json sa_key`.split(/\s+/),
);

/** What a name that holds a secret has in it. */
const WORD = String.raw`(?:passw(?:or)?d|passphrase|pwd\b|\bpw\b|\bpass\b|secret|token|credential|jwt|sa_key|api_?key|(?:access|account|encryption|private|shared|client|server)_?key)[\w-]*`;
/** White space and comments. */
const GAP = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)*`;
/** A literal with whatever prefix, closed or not, and how it goes on in the next line. */
const QUOTED = String.raw`(?:[EeNn]|[Uu]&)?'(?:[^'\\]|\\[^]|'')*(?:'|$)(?:\s*\n\s*'(?:[^'\\]|\\[^]|'')*(?:'|$))*`;
const DOLLARS = String.raw`(\$(?:[A-Za-z_]\w*)?\$)[^]*?(?:\k<tag>|$)`.replace('(\\$', '(?<tag>\\$');
/** In a literal, its quotes are doubled. */
const NESTED = String.raw`'{2,}[^'\n]+'+`;
const LITERAL = String.raw`(?:${NESTED}|${QUOTED}|${DOLLARS})`;

/** Each covers its group `it`. */
const COVERED: readonly RegExp[] = [
  // PASSWORD 'x', OPTIONS (password 'x'), password := 'x', "password": 'x'; the quote behind 'a_token' alone opens nothing
  new RegExp(
    String.raw`${WORD}(?![\w-])(?:["']?${GAP}(?:TO\b|:=|=>|=|:|,)${GAP}|["']${GAP}|(?:(?!')|(?='')|(?<!'[\w.$-]*))${GAP})(?<it>${LITERAL})`,
    'gi',
  ),
  // password text DEFAULT 'x'
  new RegExp(String.raw`${WORD}[^,;'\n]{0,80}?\bDEFAULT${GAP}(?<it>${LITERAL})`, 'gi'),
  // password=x in a connection string or an address
  new RegExp(String.raw`${WORD}["']?\s*=\s*(?<it>''[^']*|\\'[^']*|"[^"]*|(?:\\.|[^\s'"&;,)}\\])+)`, 'gi'),
  // https://user:x@host
  /:\/\/[^\s/:@'"]*:(?<it>[^\s@/'"]+)@/g,
  // What is connected with, whatever stands in it: the words may be escaped.
  new RegExp(String.raw`(?:\bCONNECTION|\bdblink\w*["']?${GAP}\()${GAP}(?<it>${LITERAL})`, 'gi'),
  new RegExp(String.raw`U&"[^"]*"${GAP}(?:UESCAPE${GAP}'[^']*'${GAP})?(?<it>${LITERAL})`, 'gi'),
  // A wrapper may call its secrets what it likes; the statement may be cut off.
  new RegExp(String.raw`\bUSER${GAP}MAPPING\b[^;]*?\bOPTIONS${GAP}\((?<it>(?:${LITERAL}|[^')$])*)`, 'gi'),
  // Variables of psql
  /^\\(?:set|setenv)[ \t]+\S+[ \t]+(?<it>.*)$/gm,
];

/** Nothing to look for, which is the rule. */
const MAYBE =
  /user\s[^;]*mapping|passw|passphrase|pwd|\bpw\b|\bpass\b|secret|token|credential|jwt|_?key|:\/\/|connection|dblink|U&"|^\\set/im;

const cover = (text: string): string => text.replace(/[^\s]/g, '*');

/** The text with secrets covered by as many asterisks, so that lines and columns stay what they are. */
export function masked(text: string): string {
  if (!MAYBE.test(text)) return text;
  return COVERED.reduce(
    (before, pattern) =>
      before.replace(pattern, (...found) => {
        const whole = String(found[0]);
        const { it = '' } = found.at(-1) as { it?: string };
        const at = whole.lastIndexOf(it);
        return `${whole.slice(0, at)}${cover(it)}${whole.slice(at + it.length)}`;
      }),
    text,
  );
}

/** The same in all texts of a value that will be JSON. */
export function maskedIn<T>(value: T): T {
  if (typeof value === 'string') return masked(value) as T;
  if (Array.isArray(value)) return value.map(maskedIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskedIn(one)])) as T;
}
