/** What names of a query can mean, from the inside out. */
import { nameOf } from '../../catalog/names.js';
import { type Column, type Columns } from './columns.js';
import { count, leaves, Level, type Range } from './ranges.js';

export interface Scope {
  /** What its FROM reads; filled while it is read. */
  readonly ranges: Range[];
  /** What can only be named by its alias: NEW, OLD, EXCLUDED. */
  readonly aside: readonly Range[];
  readonly ctes: ReadonlyMap<string, Columns>;
  readonly parent: Scope | undefined;
}

export const within = (parent: Scope | undefined, parts: Partial<Scope> = {}): Scope => ({
  ranges: [],
  aside: [],
  ctes: new Map(),
  ...parts,
  parent,
});

/** The range that `x.*` and `s.x.*` name. */
export function rangeNamed(parts: readonly string[], scope: Scope): { range: Range; at: Scope } | undefined {
  const { schema, name } = nameOf(parts);
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const range = [...at.ranges.flatMap(leaves), ...at.aside].find(
      ({ alias, relation }) =>
        alias === name && (schema === undefined || (relation?.schema === schema && relation.name === name)),
    );
    if (range) return { range, at };
  }
  return undefined;
}

export function cteNamed(name: string, scope: Scope): Columns | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.ctes.get(name);
    if (found) return found;
  }
  return undefined;
}

/** What a column that stands without its table is now: `as it was`, or the text that names what it meant. */
export type Bare =
  | { readonly is: 'same' }
  /** Something gained a column of that name, and nothing had one: a parameter, or an output column. */
  | { readonly is: 'taken' }
  | { readonly is: 'other'; readonly text: string | undefined };

export function bare(name: string, scope: Scope): Bare {
  let taken = false;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const level = new Level(at.ranges);
    const [given, now] = [level.visible(name, 'given'), level.visible(name, 'now')];
    // A catalog, or a function of an extension: it may have the column.
    if (given === undefined || now === undefined) return { is: 'same' };
    if (given === 0) taken ||= now > 0;
    // Of several the text could not say it: it names what the query gives.
    else if (given > 1 || (now === 1 && !taken)) return { is: 'same' };
    else {
      const owner = at.ranges.find((range) => count(range.given!, name) > 0)!;
      return { is: 'other', text: level.column(owner, name) };
    }
  }
  return { is: taken ? 'taken' : 'same' };
}

/** The column that a name means, where it is one of a known table. */
export function columnNamed(parts: readonly string[], scope: Scope): Column | undefined {
  const name = parts.at(-1)!;
  if (parts.length > 1)
    return rangeNamed(parts.slice(0, -1), scope)?.range.given?.find((column) => column.name === name);
  for (let at: Scope | undefined = scope; at; at = at.parent)
    for (const { given } of at.ranges) {
      const found = given?.find((column) => column.name === name);
      if (found) return found;
    }
  return undefined;
}
