/** The names that a query can use, innermost first. */
import { nameOf } from '../../catalog/names.js';
import { type Column, type Columns } from './columns.js';
import { count, leaves, Level, type Range } from './ranges.js';

export interface Scope {
  /** The items of its FROM; filled while they are read. */
  readonly ranges: Range[];
  /** Ranges that only their alias can name: NEW, OLD, EXCLUDED. */
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

/** The range that `x.*` and `s.x.*` refer to. */
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

/** The current meaning of an unqualified column: `same`, or the text that names the original one. */
export type Bare =
  | { readonly is: 'same' }
  /** A gained column now has the name of a parameter or an output column. */
  | { readonly is: 'taken' }
  | { readonly is: 'other'; readonly text: string | undefined };

export function bare(name: string, scope: Scope): Bare {
  let taken = false;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const level = new Level(at.ranges);
    const [given, now] = [level.visible(name, 'given'), level.visible(name, 'now')];
    // A catalog or an extension's function may have the column.
    if (given === undefined || now === undefined) return { is: 'same' };
    if (given === 0) taken ||= now > 0;
    // An ambiguous name was no column reference: it names an output column.
    else if (given > 1 || (now === 1 && !taken)) return { is: 'same' };
    else {
      const owner = at.ranges.find((range) => count(range.given!, name) > 0)!;
      return { is: 'other', text: level.column(owner, name) };
    }
  }
  return { is: taken ? 'taken' : 'same' };
}

/** The column that a name refers to, if it belongs to a known table. */
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
