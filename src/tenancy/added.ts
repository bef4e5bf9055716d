/** What the tool puts into tables of the dump: at the end, under a comment that says who added it and why. */
import { chosenName } from '../catalog/chosenName.js';
import { key, type Need } from '../catalog/object.js';
import type { KernelFunction } from '../catalog/tenancy.js';
import { madeElements } from '../kinds/made.js';
import type { Table } from '../kinds/table.js';
import type { Relation } from './relations.js';

export type Heading = 'tenancy' | 'audit' | 'compliance';

/**
 * The table with more columns and constraints, `-- tenancy` above the first of them.
 * @param tab one level of indentation
 */
export function withElements(
  table: Table,
  heading: Heading,
  texts: readonly string[],
  tab: string,
  needs: readonly Need[] = [],
): Table {
  if (texts.length === 0) return table;
  const elements = madeElements(texts).map((element, at) =>
    at === 0 ? { ...element, text: `-- ${heading}\n${tab}${element.text}` } : element,
  );
  return {
    ...table,
    elements: [...(table.elements ?? []), ...elements],
    needs: [...table.needs, ...needs],
  };
}

/** What a DEFAULT or a policy that calls the function needs. */
export const needFor = ({ name }: KernelFunction): Need => ({ keys: [key('routine', name)] });

/** A name for a constraint of the table: PostgreSQL's own choice, with a number where that is taken. */
export function freeName(
  relation: Relation,
  columns: readonly string[],
  label: string,
  taken: ReadonlySet<string>,
): string {
  for (let number = 0; ; number++) {
    const name = chosenName(relation.name.name, columns.join('_'), `${label}${number === 0 ? '' : number}`);
    if (!taken.has(name)) return name;
  }
}
