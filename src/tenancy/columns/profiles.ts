/** Which compliance columns a table should get. */
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { ComplianceProfile, Settings } from '../../settings/settings.js';
import { isLeftover } from '../../facts/names/evidence.js';
import { matches } from '../../facts/names/patterns.js';
import { isAppendOnly } from '../classification/appendOnly.js';

/** The first profile that matches the table's name. Masters, logs and leftovers have none. */
export function profileOf(table: TableTenancy, settings: Settings): ComplianceProfile | undefined {
  const { name, form } = table;
  if (!['tenant', 'mixed'].includes(table.class) || !['table', 'fixed'].includes(form)) return undefined;
  if (isAppendOnly(table, settings.audit) || isLeftover(name)) return undefined;
  return Object.values(settings.compliance).find(({ tables }) => matches(tables, name));
}
