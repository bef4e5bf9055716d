/** Roles other than the owner that may write a column: they can also choose generated values. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { grantsOf, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { matches } from '../../facts/names/patterns.js';

/** The roles that may insert or update it, as SQL for GRANT. OVERRIDING SYSTEM VALUE needs no privilege. */
export type ColumnWriters = (table: Name, column: string) => readonly string[];

export function columnWriters(catalog: Catalog, settings: Settings): ColumnWriters {
  const grants = grantsOf(catalog, settings);
  const grantees = new Set([...grants.applicationRoles, ...grants.held.map(({ role }) => role)]);
  const takes = !catalog.isOwnOutput && !settings.off.includes('tenantPrivileges');
  const isReadOnly = (table: Name): boolean => takes && matches(settings.readOnly, table);
  return (table, column) => {
    if (isReadOnly(table)) return [];
    const schema = key('schema', { schema: undefined, name: table.schema ?? PUBLIC });
    const may = (role: string): boolean =>
      grants.may(role, 'USAGE', schema) &&
      ['INSERT', 'UPDATE'].some((privilege) => grants.may(role, privilege, relationKey(table), column));
    return may(PUBLIC) ? [roleText(PUBLIC)] : [...grantees].filter(may).map(roleText).toSorted();
  };
}
