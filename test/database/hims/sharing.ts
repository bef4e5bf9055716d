/**
 * Which rows are everybody's. All, in tables that belong to no tenant: reference tables, and of those that somebody has to
 * decide about the ones that got no tenant column. Those of nobody, where the author's own policy or the configuration
 * says that a row without tenant is for all. None elsewhere: a row that lost its tenant is nobody's business.
 */
import type { Database } from '../database.js';
import { configuredTenancy } from './conversion.js';
import { A, B, isOwned, isShared, tenantColumns, type Tenant } from './tenants.js';

export async function readSharing(
  raw: Database,
  baseline: Database,
): Promise<(table: string) => readonly (Tenant | undefined)[]> {
  const columns = await tenantColumns(baseline);
  const policies = await raw.query(`
    SELECT DISTINCT polrelid::regclass::text AS name FROM pg_policy
    WHERE polpermissive AND polcmd IN ('*', 'r') AND pg_get_expr(polqual, polrelid) LIKE '%tenant_id IS NULL) OR%'`);
  const mixed = [...policies.map(({ name }) => String(name)), ...(await configuredTenancy()).mixedTables];
  return (table) => {
    if (!columns.has(table) && !isOwned(table)) return [undefined, A, B];
    return mixed.includes(table) || isShared(table) ? [undefined] : [];
  };
}
