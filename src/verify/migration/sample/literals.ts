/** Values that a rule names, and those beside them: the likely ones to satisfy it. */
import { textMatching } from './pattern.js';

/** A string, and the operator before it: `~ '…'`, `OPERATOR(public.~) '…'`. */
const STRING = /((?:~~?\*?|SIMILAR TO)\)?\s*)?(?<![\w"])(E)?'((?:[^']|'')*)'/gi;
const NUMBER = /(?<![\w"'.$:-])-?\d+(?:\.\d+)?(?![\w"'])/g;

/** Texts per pattern. */
const MATCHES = 6;
const LONGEST = 500;

export function valuesIn(expression: string): string[] {
  const out: string[] = [];
  const rest = expression.replace(
    STRING,
    (_, operator: string | undefined, escaping: string | undefined, body: string) => {
      let text = body.replaceAll("''", "'");
      if (escaping) text = text.replaceAll('\\\\', '\\');
      if (operator?.startsWith('~~')) out.push(...likeness(text));
      else if (operator) out.push(...matches(text));
      else out.push(text, ...besideText(text));
      return ' ';
    },
  );
  for (const [number] of rest.matchAll(NUMBER)) out.push(...besideNumber(Number(number)));
  return [...new Set(out)];
}

const matches = (pattern: string): string[] =>
  Array.from({ length: MATCHES }, (_, n) => textMatching(pattern, n + 1)).filter(
    (text) => text !== undefined,
  );

/** A pattern of LIKE. */
const likeness = (pattern: string): string[] =>
  Array.from({ length: MATCHES }, (_, n) => pattern.replaceAll('%', String(n + 1)).replaceAll('_', 'a'));

function besideNumber(number: number): string[] {
  const near = [number, number + 1, number - 1, number + 2, number + 3, number / 2].map(String);
  // It may be the length of a text.
  const texts = Number.isInteger(number) && number > 0 && number <= LONGEST ? [1, 2, 3, 4] : [];
  return [
    ...near,
    ...texts.map((n) => String(n).repeat(number)),
    ...texts.map((n) => 'abcd'[n - 1]!.repeat(number)),
  ];
}

const DAY = 86_400_000;

function besideText(text: string): string[] {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return besideNumber(Number(text));
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  const rest = day === undefined ? '' : text.slice(day.length);
  const time = day === undefined ? Number.NaN : Date.parse(day);
  if (!Number.isNaN(time))
    return [1, 2, 3, -1, -2, -3].map((days) => new Date(time + days * DAY).toISOString().slice(0, 10) + rest);
  // An array: '{a,b}'::text[].
  if (/^\{[^{}]*\}$/.test(text))
    return text
      .slice(1, -1)
      .split(',')
      .map((one) => one.replace(/^"(.*)"$/, '$1'));
  return [1, 2, 3].map((n) => `${text}${n}`);
}
