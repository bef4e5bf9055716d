/** Elements that the tool appends to tables of the dump, under a comment with the reason. */
import { key, type Need } from '../../catalog/object.js';
import type { KernelFunction } from '../../catalog/tenancy.js';
import { elementsFromSql } from '../../kinds/fromSql.js';
import { type Table, type TableElement } from '../../kinds/tables/table.js';
import { constraintProvides } from '../../kinds/shared/alterTable.js';

/** In the order of the headings in a table, whatever order the transforms run in. */
const headings = ['tenancy', 'audit', 'compliance'] as const;
export type Heading = (typeof headings)[number];

export const headingOf = ({ text }: TableElement): Heading | undefined =>
  headings.find((heading) => text.startsWith(`-- ${heading}\n`));

/**
 * Adds columns and constraints to the table, after others of their heading or under a new `-- tenancy`.
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

/** The need of a DEFAULT or policy that calls the function. */
export const needFor = ({ name }: KernelFunction): Need => ({ keys: [key('routine', name)] });
