/** Keys of the dump that are unique per tenant now: applications notice them first, so the terminal shows them. */
import { isPerTenant } from '../tenancy/keys/replacedKeys.js';
import type { Report } from './report.js';
import { counted } from './phrases.js';

/** A line for each table, with the dump's names of its keys. */
export function perTenant({ replaced }: Pick<Report, 'replaced'>): string[] {
  const all = replaced.filter(isPerTenant);
  if (all.length === 0) return [];
  const tables = new Map<string, string[]>();
  for (const { table = '', name } of all) {
    // An index name begins with its schema.
    const bare = name.slice(name.lastIndexOf('.') + 1);
    tables.set(table, [...(tables.get(table) ?? []), bare]);
  }
  return [
    `${counted(all.length, 'key')} unique per tenant now:`,
    ...[...tables]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, names]) => `  ${table}: ${names.toSorted().join(', ')}`),
  ];
}
