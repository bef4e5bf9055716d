/** Phrases that all reports share. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { kinds } from '../kinds/registry.js';
import type { LedgerEntry, Report } from './report.js';

/** Independent of the machine's locale, like the whole report. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** A label is what an id starts with: `comment on table a.b`. */
const labels = new Map(kinds.map(({ name, label }) => [name, label.replace(/ (?:on|of)$/, '')]));
export const labelOf = (kind: string): string => labels.get(kind) ?? kind;

export const ends = [
  ['kept', 'kept unchanged'],
  ['guarded', 'guarded, so that they can run again'],
  ['changed', 'changed by a transform'],
  ['merged', 'merged into another statement'],
  ['dropped', 'dropped, for the reasons below'],
] as const;

/** Groups items, most frequent first, then by name. */
export function groups<T>(items: readonly T[], by: (item: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(by(item));
    if (group) group.push(item);
    else found.set(by(item), [item]);
  }
  return [...found].sort(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1));
}

/** By code, like `groups`, but with `first` diagnostics in front. */
export const groupsByCode = <T>(items: readonly T[], of: (item: T) => Diagnostic): [string, T[]][] =>
  groups(items, (item) => of(item).code).toSorted(
    ([, a], [, b]) => Number(b.some((one) => of(one).first)) - Number(a.some((one) => of(one).first)),
  );

export interface KindCount {
  readonly kind: string;
  readonly label: string;
  /** Statements of the dump, and objects of the result; merged ones are part of another statement. */
  readonly read: number;
  readonly printed: number;
  readonly merged: number;
}

/** In the order of the kinds. */
export function kindCounts({ objects, ledger }: Report): KindCount[] {
  const all = new Map<string, LedgerEntry[]>(groups(ledger, ({ kind }) => kind));
  return kinds.flatMap(({ name }) => {
    const entries = all.get(name) ?? [];
    const merged = entries.filter(({ disposition }) => disposition === 'merged').length;
    const count = {
      kind: name,
      label: labelOf(name),
      read: entries.length,
      printed: objects[name] ?? 0,
      merged,
    };
    return count.read + count.printed === 0 ? [] : [count];
  });
}

export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
