/**
 * The options of a sequence or an identity, and those that differ, as ALTER takes them. Never RESTART: a sequence keeps its value.
 * https://www.postgresql.org/docs/current/sql-altersequence.html
 */
import type { Node } from '../../grammar.js';
import { strings } from '../../catalog/names.js';

interface Settings {
  readonly type: string;
  readonly increment: string;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly start: string | undefined;
  readonly cache: string;
  readonly cycle: boolean;
}

/** A clause of ALTER SEQUENCE, and the condition over pg_sequence that is true after it. */
export interface Clause {
  readonly text: string;
  readonly done: string;
}

const TYPES: Readonly<Record<string, string>> = { int2: 'smallint', int4: 'integer', int8: 'bigint' };
const LARGEST: Readonly<Record<string, bigint>> = {
  smallint: 32767n,
  integer: 2147483647n,
  bigint: 9223372036854775807n,
};

function valueOf(options: readonly Node[], name: string): Node | undefined {
  const found = options.flatMap((one) => ('DefElem' in one && one.DefElem.defname === name ? [one] : []));
  return found.at(-1)?.DefElem.arg;
}

/** NO MINVALUE has no number. */
function numberOf(options: readonly Node[], name: string): string | undefined {
  const value = valueOf(options, name);
  if (value && 'Integer' in value) return String(value.Integer.ival ?? 0);
  return value && 'Float' in value ? value.Float.fval : undefined;
}

function settingsOf(options: readonly Node[]): Settings {
  const [type, cycle] = [valueOf(options, 'as'), valueOf(options, 'cycle')];
  const named = type && 'TypeName' in type ? strings(type.TypeName.names).at(-1)! : 'int8';
  return {
    type: TYPES[named] ?? named,
    increment: numberOf(options, 'increment') ?? '1',
    min: numberOf(options, 'minvalue'),
    max: numberOf(options, 'maxvalue'),
    start: numberOf(options, 'start'),
    cache: numberOf(options, 'cache') ?? '1',
    cycle: cycle !== undefined && 'Boolean' in cycle && cycle.Boolean.boolval === true,
  };
}

/** The numbers that a sequence has where its definition names none. */
function withDefaults(settings: Settings): Settings & Record<'min' | 'max' | 'start', string> {
  const falls = settings.increment.startsWith('-');
  const largest = LARGEST[settings.type] ?? LARGEST['bigint']!;
  const min = settings.min ?? (falls ? String(-largest - 1n) : '1');
  const max = settings.max ?? (falls ? '-1' : String(largest));
  return { ...settings, min, max, start: settings.start ?? (falls ? max : min) };
}

/** @param of for an identity, whose type is its column's */
export function sequenceClauses(before: readonly Node[], after: readonly Node[], of?: 'identity'): Clause[] {
  const [old, wanted] = [settingsOf(before), settingsOf(after)];
  const [was, is] = [withDefaults(old), withDefaults(wanted)];
  const clauses: Clause[] = [];
  const add = (text: string, done: string): number => clauses.push({ text, done });
  if (was.type !== is.type && of !== 'identity') add(`AS ${is.type}`, `seqtypid = '${is.type}'::regtype`);
  if (was.increment !== is.increment) add(`INCREMENT BY ${is.increment}`, `seqincrement = ${is.increment}`);
  // With another type or direction, NO MINVALUE means another number. An identity's type is not among its options.
  const bound = (which: 'min' | 'max'): boolean => old[which] !== wanted[which] || was[which] !== is[which];
  const isKnown = (which: 'min' | 'max'): boolean => of !== 'identity' || wanted[which] !== undefined;
  for (const which of ['min', 'max'] as const) {
    const word = `${which.toUpperCase()}VALUE`;
    const text = wanted[which] === undefined ? `NO ${word}` : `${word} ${wanted[which]}`;
    if (bound(which)) add(text, isKnown(which) ? `seq${which} = ${is[which]}` : 'false');
  }
  if (was.start !== is.start) add(`START WITH ${is.start}`, `seqstart = ${is.start}`);
  if (was.cache !== is.cache) add(`CACHE ${is.cache}`, `seqcache = ${is.cache}`);
  if (was.cycle !== is.cycle) add(is.cycle ? 'CYCLE' : 'NO CYCLE', is.cycle ? 'seqcycle' : 'NOT seqcycle');
  return clauses;
}

/** True where one of them is still to be done. */
export const notDone = (clauses: readonly Clause[]): string =>
  `NOT (${clauses.map(({ done }) => done).join(' AND ')})`;
