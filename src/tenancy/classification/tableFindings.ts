/** Findings about each table: open decisions, open tables, and the reasons. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Known, TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { isLeftover } from '../../facts/names/evidence.js';
import { pasted } from '../../facts/names/patterns.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { sqlType } from '../../catalog/sqlType.js';

/** Columns for the tenant or for a part of one: a branch, a department's organization. */
const MAYBE = /^(hospital|facility|organi[sz]ation|org|branch|clinic|company|customer|account)_id$/;

const about = (
  { name, form }: TableTenancy,
  code: DiagnosticCode,
  message: string,
  help?: string,
  severity: Diagnostic['severity'] = 'warning',
): Diagnostic => ({
  severity,
  code,
  message,
  ...(help === undefined ? {} : { help }),
  object: `${form === 'foreign' ? 'foreign table' : 'table'} ${quoteName(name)}`,
});

function undecided(table: TableTenancy): Diagnostic {
  const name = pasted(table.name);
  return about(
    table,
    'tenant/undecided',
    `Can't tell whether ${name} is tenant-owned; treating it as tenant-owned.`,
    `Decide in the configuration: tenancy: { tenantTables: ['${name}'] } if each row belongs to one tenant, referenceTables if all tenants share the rows, mixedTables if they share some.`,
  );
}

/** Tenants' tables that stay open without a tenant column. */
const hasNoColumn = ({ form, class: verdict, column }: TableTenancy): boolean =>
  verdict !== 'reference' && form !== 'foreign' && column === undefined;

/** No user decided that all tenants share its rows: its name, the dump's structure, a policy or its parent shows it. */
const isOpenByEvidence = ({ class: verdict, configured }: TableTenancy): boolean =>
  verdict === 'reference' && !configured;

/** https://www.postgresql.org/docs/current/sql-createforeigntable.html */
const isOpen = (table: TableTenancy): boolean =>
  hasNoColumn(table) || isOpenByEvidence(table) || (table.form === 'foreign' && table.class !== 'reference');

const reasonOf = ({ form, fixedBy }: TableTenancy): string =>
  form === 'typed' ? 'its columns come from a type' : (fixedBy ?? 'the transform tenantColumn is off');

/** Why a tenants' table has no tenant column, and what to do. */
const NO_COLUMN = {
  typed: [
    'tenant/typed-table',
    'Make it a table with its own columns in the design, or revoke the privileges on it.',
  ],
  fixed: [
    'tenant/fixed-table',
    'Add the column in the design and change the code that depends on the columns, or revoke the privileges on the table.',
  ],
  table: [
    'tenant/no-column',
    'Switch the transform on: transforms: { tenantColumn: true }; or add the column in the design.',
  ],
} as const;

function whyOpen(table: TableTenancy): string {
  if (isOpenByEvidence(table)) return `all tenants share its rows: ${table.evidence}`;
  return table.form === 'foreign'
    ? 'it is a foreign table, which no policy restricts'
    : `it cannot have a tenant column: ${reasonOf(table)}`;
}

/** Tables that stay open without a user's decision; verify shows that they are open. */
export const knownOf = (table: TableTenancy): Known[] =>
  !isOpen(table)
    ? []
    : ['read', 'write'].map((attack) => ({
        relation: pasted(table.name),
        attack,
        name: pasted(table.name),
        ...(isOpenByEvidence(table) ? { rows: 'everybody' as const } : {}),
        why: whyOpen(table),
      }));

/** Findings about one table: open decisions, and open rows. */
export function tableFindings(catalog: Catalog, table: TableTenancy, tenancy: Tenancy): Diagnostic[] {
  const { name, column, form } = table;
  const shown = pasted(name);
  const out: Diagnostic[] = [];
  if (table.undecided) out.push(undecided(table));
  if (table.shown && isOpenByEvidence(table) && !table.partitionOf)
    out.push(
      about(
        table,
        'tenant/shared',
        `${shown} stays open to every tenant: ${table.evidence}.`,
        `If each row belongs to one tenant: tenancy: { tenantTables: ['${shown}'] } in the configuration.`,
      ),
    );
  if (table.memberColumn !== undefined)
    out.push(
      about(
        table,
        'tenant/memberships',
        `${shown} joins users with tenants by ${table.memberColumn}. It shows the memberships in the current tenant only, and none before a tenant is set, so an application cannot list a user's tenants from it.`,
        'To list them, use a role or a routine whose owner bypasses row-level security (BYPASSRLS).',
      ),
    );
  if (isLeftover(name))
    out.push(
      about(
        table,
        'tenant/leftover',
        `${shown} looks like a temporary or backup table. It was kept and is treated like any other table.`,
        'Drop it in the design if nobody needs it.',
      ),
    );
  if (hasNoColumn(table) && form !== 'foreign') {
    const [code, help] = NO_COLUMN[form];
    const message = `${shown} cannot have a tenant column: ${reasonOf(table)}. All tenants share its rows.`;
    out.push(about(table, code, message, help));
  }
  if (!column || table.partitionOf) return out;
  if (column.form === 'other')
    out.push(
      about(
        table,
        'tenant/type-mismatch',
        `${shown}.${column.name} is ${sqlType(column.type)}, but tenant ids are ${tenancy.tenants.type}. The policies will hide all of its rows.`,
        'Give the column the type of the tenants table’s key in the design.',
      ),
    );
  else if (column.type && column.cast !== '' && column.from === 'own')
    out.push(
      about(
        table,
        'tenant/text-column',
        `${shown}.${column.name} is ${sqlType(column.type)}, but tenant ids are ${tenancy.tenants.type}. Policies compare it as text, and it gets no foreign key to the tenants table.`,
        'Give the column the type of the tenants table’s key in the design.',
      ),
    );
  if (column.type && !column.notNull && column.from === 'own')
    out.push(
      about(
        table,
        'tenant/nullable',
        `${shown}.${column.name} may be NULL. Such rows are ${table.sharedRows ? 'readable by all tenants and writable by none' : 'hidden from all tenants'}.`,
        'Make it NOT NULL in the design; or, if all tenants share rows without a tenant, add the table to tenancy.mixedTables in the configuration.',
      ),
    );
  if (column.type && column.from === 'own' && column.name !== tenancy.tenants.key)
    out.push(
      about(
        table,
        'tenant/reused',
        `${shown}.${column.name} is used as the tenant column: ${table.evidence}.`,
        undefined,
        'info',
      ),
    );
  if (!column.type && column.from === 'added') {
    const maybe = [
      ...(relationsOf(catalog)
        .get(`relation\0${name.schema ?? ''}\0${name.name}`)
        ?.columns.keys() ?? []),
    ];
    for (const other of maybe.filter((one) => MAYBE.test(one)))
      out.push(
        about(
          table,
          'tenant/other-column',
          `${shown}.${other} may hold the tenant, or only a part of a tenant. ${column.name} was added as well.`,
          `If it holds the tenant, add to the configuration: tenancy: { columns: { '${shown}': ${other} } }.`,
          'info',
        ),
      );
  }
  return out;
}
