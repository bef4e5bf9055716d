/** The tables that are open to every tenant, and why: for the end of the command, and the report. */
import type { TableCoverage } from './cell.js';
import { counted, groups } from './phrases.js';

/** A table's name as in the configuration, also for a dump without schemas. */
const qualified = (table: string): string => (table.includes('.') ? table : `public.${table}`);

export function openTables(coverage: readonly TableCoverage[]): string[] {
  const open = coverage.filter((row) => row.open !== undefined);
  if (open.length === 0) return [];
  const named = open.find((row) => row.open === 'by name' || row.open === 'by structure or policy');
  return [
    `Open to every tenant: ${counted(open.length, 'table')}`,
    ...groups(open, (row) => row.open!).map(
      ([why, all]) => `  ${all.length} ${why}: ${all.map(({ table }) => table).join(', ')}`,
    ),
    ...(named
      ? [`  To close one: tenancy: { tenantTables: ['${qualified(named.table)}'] } in the configuration`]
      : []),
  ];
}
