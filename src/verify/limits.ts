/** What an engine cannot run, told from what is wrong: it fails in the dump and in the baseline, in the same words. */
import type { Schema } from './catalog/schema.js';
import { unquoted } from './names.js';
import { isNotThere } from './rules.js';
import type { Failure } from './load.js';

export interface Limits {
  /** Of the baseline: the engine is not up to them. */
  readonly notRun: readonly Failure[];
  /** Of the baseline: they are wrong. */
  readonly failures: readonly Failure[];
  /** Of the dump, where the baseline can do the same: what they make cannot be judged. */
  readonly unjudged: readonly Failure[];
}

export function limitsOf(ofDump: readonly Failure[], ofBaseline: readonly Failure[]): Limits {
  const both = new Set(ofBaseline.map(words).filter((said) => ofDump.some((one) => words(one) === said)));
  const lost = [...ofDump, ...ofBaseline].filter((one) => both.has(words(one)));
  const isLimit = (one: Failure): boolean => both.has(words(one)) || follows(one, lost);
  return {
    notRun: ofBaseline.filter(isLimit),
    failures: ofBaseline.filter((one) => !isLimit(one)),
    unjudged: ofDump.filter((one) => !isLimit(one)),
  };
}

const words = ({ code, message }: Failure): string => `${code} ${message}`;

/** It misses something that a statement was to make which could not run. */
function follows({ code, message }: Failure, lost: readonly Failure[]): boolean {
  const [, missing] = /"(.+)"/.exec(message) ?? [];
  if (!isNotThere(code) || missing === undefined) return false;
  return lost.some(({ statement: { text } }) => /\bCREATE\b/i.test(text) && text.includes(missing));
}

/** Is an object of this name not there, for it cannot be made here? Then what the conversion declares of it cannot be judged. */
export function absentIn(schema: Schema, notRun: readonly Failure[]): (name: string) => boolean {
  const there = new Set([...schema.values()].map(({ name }) => unquoted(name)));
  const text = notRun.map(({ statement }) => unquoted(statement.text)).join('\n');
  return (name) => {
    const plain = unquoted(name);
    if (there.has(plain)) return false;
    for (let at = text.indexOf(plain); at >= 0; at = text.indexOf(plain, at + 1))
      if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + plain.length] ?? '')) return true;
    return false;
  };
}
