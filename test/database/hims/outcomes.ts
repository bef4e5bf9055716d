/**
 * Outcomes of the same statements in two databases, made comparable: what is drawn by lot or read off the clock is
 * masked, and columns that only the baseline has are left aside.
 */
import type { Outcome } from './session.js';
import { A, OF_TENANT_A } from './tenants.js';

/** The sample's own ids are the same everywhere; any other is new. */
const UUID = /\b(?![abc]0000000-0000-4000-8)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?)?/g;
/** What the dump makes from the clock, or by lot. */
const MADE: readonly [RegExp, string][] = [
  [/\bCC-\d{8}-[0-9A-F]{10}\b/g, '<care context>'],
  [/\bRCPT-\d{18,20}\b/g, '<receipt>'],
  [/\bA\d{11}\b/g, '<accession>'],
  [/\b(\d+ days? )?\d+:\d\d:\d\d\.\d+\b/g, '<since>'],
];
/** What the two databases did within so much of each other is at the same time. */
const NOW_MS = 15 * 60_000;

type Value = unknown;

/** The actual outcome, masked, with only what the expected one has too. */
export const comparable = (expected: Outcome, actual: Outcome): Value =>
  common(masked(expected), masked(actual));

export function masked(outcome: Outcome): Value {
  // Whether a watched query changed is a question of another test.
  const { rows, count, state, message } = outcome;
  return JSON.parse(
    JSON.stringify({ rows, count, state, message }, (_key, value: Value) =>
      typeof value === 'string' ? maskedText(value) : value,
    ),
  );
}

/** Each row as one text, in no order. */
export const maskedRows = ({ rows }: Outcome): string[] =>
  (rows ?? []).map((row) => maskedText(JSON.stringify(row)));

function maskedText(text: string): string {
  const now = Date.now();
  const timeless = text.replace(TIME, (time) => {
    const at = Date.parse(time.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
    return Math.abs(now - at) < NOW_MS ? '<now>' : time;
  });
  return MADE.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), timeless).replace(
    UUID,
    '<uuid>',
  );
}

function common(expected: Value, actual: Value): Value {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.map((item, at) => common(expected[at], item));
  }
  if (isObject(expected) && isObject(actual)) {
    return Object.fromEntries(
      Object.entries(expected).flatMap(([key, value]) =>
        key in actual ? [[key, isKept(key, value, actual[key]) ? value : common(value, actual[key])]] : [],
      ),
    );
  }
  return actual;
}

/** What columns of the dump are filled with where the dump left them alone: the tenant, the user, the time, the count. */
const KEPT: readonly (readonly [column: RegExp, may: (expected: Value, actual: Value) => boolean])[] = [
  [/^(tenant_?id|hospital_id)$/i, (expected, actual) => expected === null && actual === A],
  [
    /^(created|updated|modified|last_modified)_?by$/,
    (expected, actual) => expected === null && actual === OF_TENANT_A['app.current_user'],
  ],
  [/^(updated|modified|last_modified)(_?at|_?on)?$/, (_expected, actual) => actual === '<now>'],
  [/^(row_)?version$/, (expected, actual) => Number(actual) > Number(expected)],
];

const isKept = (key: string, expected: Value, actual: Value): boolean =>
  KEPT.some(([column, may]) => column.test(key) && may(expected, actual));

const isObject = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
