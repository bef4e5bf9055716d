/** What the tool puts into tables of the dump: at the end, under a comment that says who added it and why. */
import { key, type Need } from '../../catalog/object.js';
import type { KernelFunction } from '../../catalog/tenancy.js';
import { elementsFromSql } from '../../kinds/fromSql.js';
import { type Table, type TableElement } from '../../kinds/tables/table.js';
import { constraintProvides } from '../../kinds/shared/alterTable.js';

/** In the order in which they stand in a table, whatever the order in which transforms add to it. */
const headings = ['tenancy', 'audit', 'compliance'] as const;
export type Heading = (typeof headings)[number];

export const headingOf = ({ text }: TableElement): Heading | undefined =>
  headings.find((heading) => text.startsWith(`-- ${heading}\n`));

/**
 * The table with more columns and constraints, behind others of their heading, or under a `-- tenancy` of their own.
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
  const later = headings.slice(headings.indexOf(heading) + 1);
  const next = there.findIndex((element) => later.some((one) => one === headingOf(element)));
  const at = next === -1 ? there.length : next;
  const isThere = there.some((element) => headingOf(element) === heading);
  const elements = elementsFromSql(texts).map((element, index) =>
    index === 0 && !isThere ? { ...element, text: `-- ${heading}\n${tab}${element.text}` } : element,
  );
  return {
    ...table,
    elements: there.toSpliced(at, 0, ...elements),
    provides: [
      ...table.provides,
      ...elements.flatMap(({ constraint }) => (constraint ? constraintProvides(table.name, constraint) : [])),
    ],
    needs: [...table.needs, ...needs],
  };
}

/** What a DEFAULT or a policy that calls the function needs. */
export const needFor = ({ name }: KernelFunction): Need => ({ keys: [key('routine', name)] });
