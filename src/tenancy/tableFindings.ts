/** What the classification says of each table: what is to be decided, what is open, and why. */
import type { Catalog } from '../catalog/catalog.js';
import { quoteName } from '../catalog/names.js';
import type { Known, TableTenancy, Tenancy } from '../catalog/tenancy.js';
import type { Diagnostic } from '../diagnostics.js';
import { isLeftover } from './evidence.js';
import { pasted } from './patterns.js';
import { relationsOf } from './tables/relations.js';
import { sqlType } from './tables/tenantColumn.js';

/** Columns that may tell the tenant, and may tell something below it: a branch, a department's organization. */
const MAYBE = /^(hospital|facility|organi[sz]ation|org|branch|clinic|company|customer|account)_id$/;

const about = (
  { name, form }: TableTenancy,
  code: string,
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
    `Nothing tells whether the rows of ${name} belong to a tenant. It is treated as if they did.`,
    `Decide, in the configuration: tenancy: { tenantTables: ['${name}'] } if they do, referenceTables if they are the same for all, mixedTables if some are.`,
  );
}

/** Tables of tenants that stay open: nothing tells whose a row is. */
const hasNoColumn = ({ form, class: verdict, column }: TableTenancy): boolean =>
  verdict !== 'reference' && form !== 'foreign' && column === undefined;

/** Nobody decided that its rows are everybody's: its name told it, or that of what it is a part of. */
const isOpenByName = ({ class: verdict, configured }: TableTenancy): boolean =>
  verdict === 'reference' && !configured;

/** https://www.postgresql.org/docs/current/sql-createforeigntable.html */
const isOpen = (table: TableTenancy): boolean =>
  hasNoColumn(table) || isOpenByName(table) || (table.form === 'foreign' && table.class !== 'reference');

const reasonOf = ({ form, fixedBy }: TableTenancy): string =>
  form === 'typed' ? 'it is made of a type' : (fixedBy ?? 'the transform tenantColumn is off');

/** Why a table of tenants has no tenant column, and what to do. */
const NO_COLUMN = {
  typed: [
    'tenant/typed-table',
    'Make it a table with columns of its own in the design, or take the privileges on it away.',
  ],
  fixed: [
    'tenant/fixed-table',
    'Add the column in the design, where what spells its rows can be changed too, or take the privileges on it away.',
  ],
  table: [
    'tenant/no-column',
    'Let the transform run: transforms: { tenantColumn: true }; or add the column in the design.',
  ],
} as const;

function whyOpen(table: TableTenancy): string {
  if (isOpenByName(table)) return `all tenants share its rows: ${table.evidence}`;
  return table.form === 'foreign'
    ? 'it is a foreign table, which no policy restricts'
    : `it can have no tenant column: ${reasonOf(table)}`;
}

/** Tables that stay open though nobody decided it; verify shows that they are. */
export const knownOf = (table: TableTenancy): Known[] =>
  !isOpen(table)
    ? []
    : ['read', 'write'].map((attack) => ({
        relation: pasted(table.name),
        attack,
        name: pasted(table.name),
        ...(isOpenByName(table) ? { rows: 'everybody' as const } : {}),
        why: whyOpen(table),
      }));

/** What people have to know about one table: what is to be decided, and what is open. */
export function tableFindings(catalog: Catalog, table: TableTenancy, tenancy: Tenancy): Diagnostic[] {
  const { name, column, form } = table;
  const shown = pasted(name);
  const out: Diagnostic[] = [];
  if (table.undecided) out.push(undecided(table));
  if (isLeftover(name))
    out.push(
      about(
        table,
        'tenant/leftover',
        `${shown} looks like a temporary or backup table. It is kept, and treated like any other.`,
        'Drop it in the design, if nobody needs it.',
      ),
    );
  if (hasNoColumn(table) && form !== 'foreign') {
    const [code, help] = NO_COLUMN[form];
    const message = `${shown} can have no tenant column: ${reasonOf(table)}. All tenants share its rows.`;
    out.push(about(table, code, message, help));
  }
  if (!column || table.partitionOf) return out;
  if (column.form === 'other')
    out.push(
      about(
        table,
        'tenant/type-mismatch',
        `${shown}.${column.name} is ${sqlType(column.type)}, and tenants are known by ${tenancy.tenants.type}. No row of it will be seen by anybody.`,
        'Give the column the type of the tenants’ key in the design.',
      ),
    );
  else if (column.type && column.cast !== '' && column.from === 'own')
    out.push(
      about(
        table,
        'tenant/text-column',
        `${shown}.${column.name} is ${sqlType(column.type)}, and tenants are known by ${tenancy.tenants.type}. It is compared as text, and nothing can refer to the tenants by it.`,
        'Give the column the type of the tenants’ key in the design.',
      ),
    );
  if (column.type && !column.notNull && column.from === 'own')
    out.push(
      about(
        table,
        'tenant/nullable',
        `${shown}.${column.name} may be NULL. Such rows are ${table.sharedRows ? 'read by all tenants and written by none' : 'hidden from all tenants'}.`,
        'Make it NOT NULL in the design; or, if rows without a tenant belong to all, say so: tenancy.mixedTables.',
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
          `${shown}.${other} may tell the tenant, and may tell a part of it. ${column.name} was added beside it.`,
          `If it is the tenant: tenancy: { columns: { '${shown}': ${other} } } in the configuration.`,
          'info',
        ),
      );
  }
  return out;
}
