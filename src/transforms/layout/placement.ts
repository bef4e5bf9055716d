/**
 * Declares changes of position. pg_dump writes `SET default_table_access_method` after the object before the first
 * table; defaults that call the dump's functions move these there, so two equal objects differ as text. Also reports
 * columns of INHERITS children that shift because their parents gained columns.
 */
import { type Catalog, declare, warn } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Changed, KernelFunction } from '../../catalog/tenancy.js';
import { isTable } from '../../kinds/tables/table.js';
import { callOf } from '../../tenancy/kernel/kernel.js';
import { shiftedColumns } from '../../facts/relations/shiftedColumns.js';
import type { Transform } from '../base/transform.js';

const WHAT =
  'pg_dump writes SET default_table_access_method after another object; the definition is the same';
const WHY = 'tables need the functions that return the tenant and the user, so these come first';

/** The heading of the last object before the dump's first table. */
function lastBeforeTables({ statements }: Catalog): Changed[] {
  const first = statements.findIndex(({ text }) => /^SET\s+default_table_access_method\b/i.test(text));
  const before = statements.slice(0, Math.max(0, first)).findLast(({ raw }) => raw.heading !== undefined);
  const { type, name } = before?.raw.heading ?? {};
  if (first === -1 || type === undefined || name === undefined) return [];
  return [{ kind: type.toLowerCase(), name, what: WHAT, why: WHY }];
}

export const placement: Transform = {
  name: 'placement',
  stage: 'layout',
  preset: 'hims',
  summary:
    'Declares changes of position: in the text of pg_dump, and of a child’s columns, which follow those that its parent gained.',
  apply(catalog) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const isCalled = (kernel: KernelFunction): boolean =>
      catalog.objects.some(
        (object) => isTable(object) && object.elements?.some(({ text }) => text.includes(callOf(kernel))),
      );
    // pg_dump sorts independent objects by name, so the last of these comes right before the tables.
    const [last] = [tenancy.currentTenant, tenancy.currentUser]
      .filter((kernel) => isCalled(kernel))
      .toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? 1 : -1));
    const moved =
      last && !last.made
        ? [{ kind: 'function', name: `${quoteName(last.name)}()`, what: WHAT, why: WHY }]
        : [];
    const before = last ? lastBeforeTables(catalog) : [];
    return warn(declare(catalog, { changed: [...before, ...moved] }), ...shiftedColumns(catalog));
  },
};
