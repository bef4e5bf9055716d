/** Texts that match a regular expression, for columns that a CHECK holds to a pattern. */

interface Reader {
  readonly text: string;
  at: number;
  /** Chooses among the possibilities, so that other numbers give other texts. */
  readonly pick: (count: number) => number;
}

/** @returns undefined if the pattern uses what this does not know */
export function textMatching(pattern: string, number: number): string | undefined {
  let turn = number;
  const pick = (count: number): number => {
    const choice = turn % count;
    turn = Math.floor(turn / count) + number;
    return choice;
  };
  const reader: Reader = { text: pattern.replace(/^\(\?[a-z]+\)/, ''), at: 0, pick };
  const made = alternatives(reader);
  return made === undefined || reader.at < reader.text.length ? undefined : made;
}

function alternatives(reader: Reader): string | undefined {
  const made: (string | undefined)[] = [sequence(reader)];
  while (reader.text[reader.at] === '|') {
    reader.at += 1;
    made.push(sequence(reader));
  }
  const known = made.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known[reader.pick(known.length)];
}

function sequence(reader: Reader): string | undefined {
  let out = '';
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at]!)) {
    const start = reader.at;
    const first = atom(reader);
    if (first === undefined) return undefined;
    const end = reader.at;
    const count = quantity(reader);
    const after = reader.at;
    out += count > 0 ? first : '';
    for (let n = 1; n < count; n++) {
      reader.at = start;
      out += atom({ ...reader, text: reader.text.slice(0, end) }) ?? '';
    }
    reader.at = after;
  }
  return out;
}

/** How often the atom before is repeated: at least once where it may be. */
function quantity(reader: Reader): number {
  const [all, mark, least, comma, most] =
    /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/.exec(reader.text.slice(reader.at)) ?? [];
  if (all === undefined) return 1;
  reader.at += all.length;
  if (mark !== undefined) return 1;
  const from = Number(least);
  return comma === '' || from > 0 ? from : Math.min(1, Number(most || 1));
}

const DIGITS = '123456789';
const LETTERS = 'abcdefghij';
const CLASSES: Readonly<Record<string, string>> = {
  d: DIGITS,
  w: LETTERS,
  s: ' ',
  S: LETTERS,
  D: LETTERS,
  W: '-',
};
/** These match between characters. */
const ANCHORS = 'AZmMyY';

function atom(reader: Reader): string | undefined {
  const { text } = reader;
  const char = text[reader.at++]!;
  switch (char) {
    case '^':
    case '$':
      return '';
    case '.':
      return LETTERS[reader.pick(LETTERS.length)]!;
    case '(': {
      const look = /^\?(?::|[=!]|<[=!])/.exec(text.slice(reader.at))?.[0];
      if (look !== undefined && look !== '?:') return undefined;
      reader.at += look?.length ?? 0;
      const inner = alternatives(reader);
      reader.at += 1;
      return inner;
    }
    case '[':
      return bracket(reader);
    case '\\': {
      const escaped = text[reader.at++] ?? '';
      if (ANCHORS.includes(escaped)) return '';
      const members = CLASSES[escaped];
      if (members !== undefined) return members[reader.pick(members.length)]!;
      return /[\w]/.test(escaped) ? undefined : escaped;
    }
    default:
      return char;
  }
}

const NAMED: Readonly<Record<string, string>> = {
  alpha: LETTERS,
  digit: DIGITS,
  alnum: LETTERS,
  upper: LETTERS.toUpperCase(),
  lower: LETTERS,
  space: ' ',
  xdigit: '1234567890abcdef',
};

function bracket(reader: Reader): string | undefined {
  const [all, not, inside] = /^(\^?)(\]?(?:\[:\w+:\]|\\.|[^\]])*)\]/.exec(reader.text.slice(reader.at)) ?? [];
  if (all === undefined || inside === undefined) return undefined;
  reader.at += all.length;
  const members = membersOf(inside);
  if (not === '^') {
    const others = [...`${LETTERS}${LETTERS.toUpperCase()}${DIGITS}-_ .`].filter(
      (one) => !members.includes(one),
    );
    return others.length === 0 ? undefined : others[reader.pick(others.length)];
  }
  return members.length === 0 ? undefined : members[reader.pick(members.length)];
}

function membersOf(inside: string): string[] {
  const parts = inside.matchAll(/\[:(\w+):\]|\\(.)|([^\\])-([^\\])|([^])/g);
  return [...parts].flatMap(([, named, escaped, from, to, single]) => {
    if (named !== undefined) return [...(NAMED[named] ?? '')];
    if (escaped !== undefined) return [...(CLASSES[escaped] ?? escaped)];
    if (single !== undefined) return [single];
    const [first, last] = [from!.codePointAt(0)!, to!.codePointAt(0)!];
    // A leading zero is more often wrong than right.
    const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) =>
      String.fromCodePoint(first + n),
    );
    return all[0] === '0' && all.length > 1 ? [...all.slice(1), '0'] : all;
  });
}
