/** What the tool puts into tables of the dump: at the end, under a comment that says who added it and why. */
import { chosenName } from '../catalog/chosenName.js';
import { key, type Need } from '../catalog/object.js';
import type { KernelFunction } from '../catalog/tenancy.js';
import { madeElements } from '../kinds/made.js';
import { constraintProvides, type Table, type TableElement } from '../kinds/table.js';
import type { Relation } from './relations.js';

export type Heading = 'tenancy' | 'audit' | 'compliance';

const headingOf = ({ text }: TableElement): string | undefined => /^-- (\w+)\n/.exec(text)?.[1];

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
  const there = table.elements ?? [];
  const under = there.flatMap((element) => headingOf(element) ?? []).at(-1);
  const elements = madeElements(texts);
  return {
    ...table,
    elements: [
      ...there,
      ...elements.map((element, at) =>
        at === 0 && under !== heading
          ? { ...element, text: `-- ${heading}\n${tab}${element.text}` }
          : element,
      ),
    ],
    provides: [
      ...table.provides,
      ...elements.flatMap(({ constraint }) => (constraint ? constraintProvides(table.name, constraint) : [])),
    ],
    needs: [...table.needs, ...needs],
  };
}

/** What a DEFAULT or a policy that calls the function needs. */
export const needFor = ({ name }: KernelFunction): Need => ({ keys: [key('routine', name)] });

/** A name for a constraint of the table: PostgreSQL's own choice, with a number where that is taken. */
export function freeName(
  { name: table }: Pick<Relation, 'name'>,
  columns: readonly string[],
  label: string,
  taken: Pick<ReadonlySet<string>, 'has'>,
): string {
  for (let number = 0; ; number++) {
    const name = chosenName(table.name, columns.join('_'), `${label}${number === 0 ? '' : number}`);
    if (!taken.has(name)) return name;
  }
}
