/**
 * Partitions without row-level security in the dump, open to all roles with privileges: the parent's policies do not
 * apply to them. They are now closed, and their rows readable through the parent, with its policies.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { type Name, quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { AuthorsSecurity } from '../../facts/policies/authorsSecurity.js';
import { type Grants, roleText } from '../../facts/privileges/grants.js';
import { pasted } from '../../facts/names/patterns.js';

/** The root of the partition's tree. */
function topOf({ name, partitionOf }: TableTenancy, tables: Tenancy['tables']): Name {
  const above = partitionOf && tables.get(relationKey(partitionOf));
  return above ? topOf(above, tables) : (partitionOf ?? name);
}

interface Closed {
  readonly top: Name;
  readonly partitions: number;
  readonly roles: ReadonlySet<string>;
}

export function closedPartitions(
  secured: readonly TableTenancy[],
  authors: (table: Name) => AuthorsSecurity,
  { tables }: Tenancy,
  grants: Grants,
): Diagnostic[] {
  const found = new Map<string, Closed>();
  for (const table of secured) {
    const { enabled, policies } = authors(table.name);
    if (!table.partitionOf || enabled || policies.length > 0) continue;
    const roles = grants
      .on(relationKey(table.name))
      .map(({ role }) => role)
      .filter((role) => !grants.objectOwners.has(role));
    if (roles.length === 0) continue;
    const top = topOf(table, tables);
    const before = found.get(quoteName(top));
    found.set(quoteName(top), {
      top,
      partitions: (before?.partitions ?? 0) + 1,
      roles: new Set([...(before?.roles ?? []), ...roles]),
    });
  }
  return [...found.values()].map(({ top, partitions, roles }) => {
    const [shown, which] = [pasted(top), [...roles].toSorted().map(roleText).join(', ')];
    const [what, them] =
      partitions === 1 ? ['A partition', 'It is'] : [`${partitions} partitions`, 'They are'];
    return {
      severity: 'warning',
      code: 'rls/partitions-closed',
      message: `${what} of ${shown} had no row-level security, and privileges of ${which}. ${them} closed now; the application reads the rows through ${shown}, under its policies.`,
      help: `Let the application query only ${shown}; or write policies for its partitions in the design.`,
      object: `table ${quoteName(top)}`,
    };
  });
}
