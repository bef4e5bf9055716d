/** Classifies failures: gaps of the engine, with their consequences, or mistakes. */
import type { Schema, SchemaObject } from '../catalog/schema.js';
import { makes } from '../sql/commands.js';
import { gapOf } from '../engine/gaps.js';
import { unquoted } from '../sql/names.js';
import { isNotThere } from '../engine/rules.js';
import type { Failure } from './load.js';
import type { Statement } from '../sql/split.js';

/** A failure that is not the SQL's fault, and why. */
export interface NotRun extends Failure {
  readonly why: string;
}

export interface Limits {
  /** Statements of the baseline that the engine cannot run. */
  readonly notRun: readonly NotRun[];
  /** Those of the dump, without errors that the baseline repeats. */
  readonly notRunOfDump: readonly NotRun[];
  /** Wrong statements of the baseline. */
  readonly failures: readonly Failure[];
  /** Wrong statements of the dump, whose objects cannot be judged. */
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

/** Names of objects that could not be made, qualified if the statement qualifies them. */
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

  /** The lost object of this name; an unqualified name matches any schema. */
  find(name: string): string | undefined {
    return this.names.get(name);
  }
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** By failure: what the engine lacks. */
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
  /** Objects of an extension are recognised only because no statement makes them, and the dump misses them too. */
  const isOfExtension = (one: Failure, missing: readonly string[]): boolean =>
    lost.extension && inDump.has(words(one)) && missing.some((name) => !made.has(lastOf(name)));
  // A statement that misses an object may fail to make one that others miss in turn.
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

/** From `relation "far.stock" does not exist`, `function far.handler() does not exist`. */
const missingOf = (message: string): string[] => {
  const routine =
    /^(?:function|procedure|aggregate|operator|operator does not exist:) ?([^\s(]+)\(?.* does not exist/.exec(
      message,
    )?.[1];
  const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
  return [...quoted, ...(routine === undefined ? [] : [routine])];
};

/** Returns a test: would a statement that this engine cannot run make the object, or its relation? */
export function lostIn(notRun: readonly Failure[]): (object: SchemaObject) => boolean {
  const lost = new Set(notRun.flatMap(({ statement }) => makes(statement.text)));
  return ({ name, of = name }) => [name, of].some((one) => lost.has(unquoted(one).replace(/\(.*$/, '')));
}

/** Returns a test: is an object of this name absent because it cannot be made here, so that nothing can judge it? */
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
