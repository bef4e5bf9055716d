/** Types of columns and casts in PostgreSQL's spelling: `timestamptz` is `timestamp with time zone`. */
import { SqlError } from './error.js';
import { type Token, tokensOf } from './tokens.js';

// https://www.postgresql.org/docs/current/datatype.html
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bool: 'boolean',
    char: 'character',
    dec: 'numeric',
    decimal: 'numeric',
    float: 'double precision',
    float4: 'real',
    float8: 'double precision',
    int: 'integer',
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    time: 'time without time zone',
    timestamp: 'timestamp without time zone',
    timestamptz: 'timestamp with time zone',
    timetz: 'time with time zone',
    varbit: 'bit varying',
    varchar: 'character varying',
  }),
);

const FIELD = /^(?:year|month|day|hour|minute|second|to)$/;

export interface ReadType {
  readonly text: string;
  /** Position of the next token. */
  readonly next: number;
}

/** Reads a type; undefined if there is none. */
export function readType(tokens: readonly Token[], at: number): ReadType | undefined {
  let next = at;
  const textAt = (offset = 0): string => tokens[next + offset]?.text ?? '';
  const names: string[] = [];
  const nameHere = (): boolean => ['word', 'quoted'].includes(tokens[next]?.kind ?? '');
  while (nameHere()) {
    names.push(textAt());
    next++;
    if (textAt() !== '.') break;
    next++;
  }
  if (names.length === 0) return undefined;
  if (names.length > 1 && names[0] === 'pg_catalog') names.shift();
  let name = names.join('.');
  if (`${name} ${textAt()}` === 'double precision') [name, next] = ['double precision', next + 1];
  if (/^(?:character|char|bit)$/.test(name) && textAt() === 'varying') {
    [name, next] = [name === 'bit' ? 'bit varying' : 'character varying', next + 1];
  }
  let modifiers = '';
  const take = (): void => {
    if (textAt() !== '(') return;
    const close = tokens.findIndex((token, index) => index > next && token.text === ')');
    if (close === -1) return;
    modifiers = `(${tokens
      .slice(next + 1, close)
      .map(({ text }) => text)
      .join('')})`;
    next = close + 1;
  };
  take();
  if (/^time(?:stamp)?$/.test(name) && /^with(?:out)?$/.test(textAt()) && textAt(1) === 'time') {
    [name, next] = [`${name} ${textAt()} time zone`, next + 3];
  }
  const fields: string[] = [];
  for (; name === 'interval' && FIELD.test(textAt()); next++) fields.push(textAt());
  if (fields.length > 0) take();
  const array = readBounds(tokens, next);
  const text = whole(NAMES.get(name) ?? name, modifiers, fields);
  return { text: array > next ? `${text}[]` : text, next: array };
}

/** PostgreSQL ignores an array's number of dimensions and their sizes. */
function readBounds(tokens: readonly Token[], at: number): number {
  let next = at;
  if (tokens[next]?.text === 'array') next++;
  while (tokens[next]?.text === '[') {
    const close = tokens[next + 1]?.text === ']' ? next + 1 : next + 2;
    if (tokens[close]?.text !== ']') break;
    next = close + 1;
  }
  return next;
}

/** The most significant bits that a `real` has. */
const REAL = 24;

function whole(name: string, modifiers: string, fields: readonly string[]): string {
  if (fields.length > 0) return `${name} ${fields.join(' ')}${modifiers}`;
  if (name === 'double precision' && modifiers !== '') {
    return Number(modifiers.slice(1, -1)) <= REAL ? 'real' : name;
  }
  if (name === 'numeric' && /^\(\d+\)$/.test(modifiers)) return `numeric${modifiers.slice(0, -1)},0)`;
  if (name === 'bpchar' && modifiers !== '') return `character${modifiers}`;
  if (/^(?:character|bit)$/.test(name) && modifiers === '') return `${name}(1)`;
  return name.endsWith('time zone') ? name.replace(' ', `${modifiers} `) : `${name}${modifiers}`;
}

/** @throws SqlError for text that is no type */
export function canonicalType(text: string): string {
  const tokens = tokensOf(text);
  const read = readType(tokens, 0);
  if (read?.next === tokens.length) return read.text;
  const wrong = tokens[read?.next ?? 0];
  throw new SqlError(`"${text}" is not a type.`, wrong?.start ?? text.length);
}
