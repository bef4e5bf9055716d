/** Which failures are gaps of the engine, with what follows from them, and which are mistakes. */
import type { Schema, SchemaObject } from '../catalog/schema.js';
import { makes } from '../sql/commands.js';
import { gapOf } from '../engine/gaps.js';
import { unquoted } from '../sql/names.js';
import { isNotThere } from '../engine/rules.js';
import type { Failure } from './load.js';
import type { Statement } from '../sql/split.js';

/** A failure that says nothing of the SQL, and why. */
export interface NotRun extends Failure {
  readonly why: string;
}

export interface Limits {
  /** Of the baseline: the engine cannot run them. */
  readonly notRun: readonly NotRun[];
  /** Of the dump, and not of the baseline in the same words. */
  readonly notRunOfDump: readonly NotRun[];
  /** Of the baseline: they are wrong. */
  readonly failures: readonly Failure[];
  /** Of the dump: they are wrong, and what they make cannot be judged. */
  readonly unjudged: readonly Failure[];
}

export interface Ran {
  readonly statements: readonly Statement[];
  readonly failures: readonly Failure[];
}

export function limitsOf(dump: Ran, baseline: Ran, superuser: boolean): Limits {
  const why = whyNot(dump, baseline, superuser);
  const notRun = (failures: readonly Failure[]): NotRun[] =>
    failures.flatMap((one) => (why.has(one) ? [{ ...one, why: why.get(one)! }] : []));
  const wrong = (failures: readonly Failure[]): Failure[] => failures.filter((one) => !why.has(one));
  const said = new Set(baseline.failures.map(words));
  return {
    notRun: notRun(baseline.failures),
    notRunOfDump: notRun(dump.failures).filter((one) => !said.has(words(one))),
    failures: wrong(baseline.failures),
    unjudged: wrong(dump.failures),
  };
}

const words = ({ code, message }: Failure): string => `${code} ${message}`;

/** What could not be made here, by name: qualified where the statement qualifies it. */
class Lost {
  private readonly names = new Map<string, string>();
  extension = false;

  add({ statement }: Failure): void {
    for (const name of makes(statement.text)) {
      this.names.set(name, name);
      this.names.set(lastOf(name), name);
    }
    this.extension ||= /\bCREATE\s+EXTENSION\b/i.test(statement.text);
  }

  /** The one that has this name; where the message does not qualify it, whatever its schema. */
  find(name: string): string | undefined {
    return this.names.get(name);
  }
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** By failure: what it is that the engine is not up to. */
function whyNot(dump: Ran, baseline: Ran, superuser: boolean): ReadonlyMap<Failure, string> {
  const why = new Map<Failure, string>();
  const lost = new Lost();
  const note = (one: Failure, reason: string): void => {
    why.set(one, reason);
    lost.add(one);
  };
  const all = [...dump.failures, ...baseline.failures];
  for (const one of all) {
    const gap = gapOf(one, superuser);
    if (gap !== undefined) note(one, gap);
  }
  const inDump = new Set(dump.failures.map(words));
  const made = new Set(
    [...dump.statements, ...baseline.statements].flatMap(({ text }) => makes(text)).map(lastOf),
  );
  /** What an extension would bring is known by nothing but that nobody else makes it, and that the dump misses it too. */
  const isOfExtension = (one: Failure, missing: readonly string[]): boolean =>
    lost.extension && inDump.has(words(one)) && missing.some((name) => !made.has(lastOf(name)));
  // What misses something may have been to make something that others miss in turn.
  for (let found = true; found;) {
    found = false;
    for (const one of all) {
      if (why.has(one) || !isNotThere(one.code)) continue;
      const missing = missingOf(one.message);
      const absent = missing.map((name) => lost.find(name)).find((name) => name !== undefined);
      if (absent === undefined && !isOfExtension(one, missing)) continue;
      note(one, absent === undefined ? 'objects of an extension' : `it needs ${absent}`);
      found = true;
    }
  }
  return why;
}

/** `relation "far.stock" does not exist`, `function far.handler() does not exist`. */
const missingOf = (message: string): string[] => {
  const routine =
    /^(?:function|procedure|aggregate|operator|operator does not exist:) ?([^\s(]+)\(?.* does not exist/.exec(
      message,
    )?.[1];
  const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
  return [...quoted, ...(routine === undefined ? [] : [routine])];
};

/** Is it, or its relation, what a statement of the baseline was to make that this engine cannot run? */
export function lostIn(notRun: readonly Failure[]): (object: SchemaObject) => boolean {
  const lost = new Set(notRun.flatMap(({ statement }) => makes(statement.text)));
  return ({ name, of = name }) => [name, of].some((one) => lost.has(unquoted(one).replace(/\(.*$/, '')));
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
