/** What adopt prints: the table of paths for review, and what a person has to look at. */
import type { Adoption } from '../../adoption.js';
import { quoteName } from '../../catalog/names.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { findingText, pathRows } from '../../adoption.js';

const CODES = { none: 'adopt/no-path', shared: 'adopt/shared-parent' } as const;

export const diagnosticsOf = ({ findings, unused }: Adoption): Diagnostic[] => [
  ...findings.map((finding): Diagnostic => ({
    severity: 'warning',
    code: CODES[finding.kind],
    ...findingText(finding),
    object: `table ${quoteName(finding.table)}`,
  })),
  ...unused.map((table): Diagnostic => ({
    severity: 'warning',
    code: 'adopt/unused',
    message: `adopt.backfill names ${table}, which gains no tenant column.`,
    help: 'Remove the entry, or correct the name.',
  })),
];

/** The paths in columns, or one line for one tenant. */
export function pathTable({ paths, gaining }: Adoption, tenant: string | undefined): string {
  if (tenant !== undefined)
    return `All rows get the tenant ${tenant} when the column is added, so there is no backfill.\n`;
  const rows = pathRows(paths);
  const width = Math.max(0, ...rows.map(({ table }) => table.length));
  const lines = rows.map(({ table, from, kind }) => `  ${table.padEnd(width)}  ${from} (${kind})\n`);
  return [
    `${gaining} tables gain a tenant column. Review where the backfill takes the tenant of their rows from:\n`,
    ...lines,
    'If the database has one tenant, --tenant KEY makes this unnecessary.\n',
  ].join('');
}
