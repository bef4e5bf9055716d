/** Adds elements to the end of the dump's tables, under a comment that names their purpose. */
import { key } from '../../catalog/object.js';
import { constraintProvides } from '../../kinds/base/alterTable.js';
import type { Table, TableElement } from '../../kinds/tables/table.js';
import type { AddedElement } from '../../facts/relations/addedElements.js';

/** The order of headings in a table, independent of the order in which transforms add them. */
const headings = ['tenancy', 'audit', 'compliance'] as const;
type Heading = (typeof headings)[number];

/** The purpose of what each transform adds. */
const HEADINGS: Readonly<Record<string, Heading>> = {
  tenantColumn: 'tenancy',
  auditColumns: 'audit',
  complianceColumns: 'compliance',
  keys: 'tenancy',
};

const headingIn = ({ text }: TableElement): Heading | undefined =>
  headings.find((heading) => text.startsWith(`-- ${heading}\n`));

/** The index in the list where the dump's own elements end. */
export function endOfDump(elements: readonly TableElement[]): number {
  const first = elements.findIndex((element) => headingIn(element) !== undefined);
  return first === -1 ? elements.length : first;
}

/**
 * The table with the elements that transforms added, each after those under the same heading.
 * @param tab one level of indentation
 */
export const withAdded = (table: Table, added: readonly AddedElement[], tab: string): Table =>
  added.reduce((host, one) => withOne(host, one, tab), table);

function withOne(table: Table, { object, element }: AddedElement, tab: string): Table {
  const { origin, needs } = object;
  const heading = 'by' in origin ? HEADINGS[origin.by] : undefined;
  const there = table.elements ?? [];
  const isThere = there.some((one) => headingIn(one) === heading);
  const later = heading === undefined ? [] : headings.slice(headings.indexOf(heading) + 1);
  const next = there.findIndex((one) => later.some((name) => name === headingIn(one)));
  const text = heading === undefined || isThere ? element.text : `-- ${heading}\n${tab}${element.text}`;
  const { constraint } = element;
  const partitions = key('partitions', table.name);
  return {
    ...table,
    elements: there.toSpliced(next === -1 ? there.length : next, 0, { ...element, text }),
    provides: [...table.provides, ...(constraint ? constraintProvides(table.name, constraint) : [])],
    // A separate constraint would come after the partitions; in the list it comes with the table.
    needs: [...table.needs, ...needs.filter(({ keys }) => !keys.includes(partitions))],
  };
}
