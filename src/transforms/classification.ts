/** Who the rows of each table belong to, with the evidence; what nothing tells is closed, and listed for a decision. */
import { type Catalog, declare, warn } from '../catalog/catalog.js';
import { quoteName } from '../catalog/names.js';
import type { Known, TableTenancy, Tenancy } from '../catalog/tenancy.js';
import type { Diagnostic } from '../diagnostics.js';
import type { Settings } from '../settings.js';
import { classify } from '../tenancy/classify.js';
import { isLeftover } from '../tenancy/evidence.js';
import { kernelOf, tenantsOf } from '../tenancy/kernel.js';
import { pasted } from '../tenancy/patterns.js';
import { refuseTakenNames } from '../tenancy/takenNames.js';
import { relationsOf } from '../tenancy/tables/relations.js';
import { sqlType } from '../tenancy/tables/tenantColumn.js';
import type { Transform } from './transform.js';

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

/** https://www.postgresql.org/docs/current/sql-createforeigntable.html */
const isOpen = (table: TableTenancy): boolean =>
  hasNoColumn(table) || (table.form === 'foreign' && table.class !== 'reference');

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

const openedBy = (table: TableTenancy): Known[] =>
  ['read', 'write'].map((attack) => ({
    relation: quoteName(table.name),
    attack,
    name: quoteName(table.name),
    why:
      table.form === 'foreign'
        ? 'it is a foreign table, which no policy restricts'
        : `it can have no tenant column: ${reasonOf(table)}`,
  }));

function findings(catalog: Catalog, table: TableTenancy, tenancy: Tenancy): Diagnostic[] {
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

/** With the transform `kernel` off, nothing makes what the dump has not. */
const expectedKernel = ({ tenants, currentTenant, currentUser }: Tenancy): Diagnostic[] =>
  [
    ...[currentTenant, currentUser].map(({ made, name }) => ({
      made,
      what: `function ${quoteName(name)}()`,
    })),
    { made: tenants.made, what: `table ${quoteName(tenants.name)}` },
  ]
    .filter(({ made }) => made)
    .map(({ what }) => ({
      severity: 'warning',
      code: 'kernel/expected',
      message: `The dump has no ${what}, and the transform kernel, which would make it, is off.`,
      help: 'Make it before the baseline runs, or let the transform run: transforms: { kernel: true }.',
      object: what,
    }));

export const classification: Transform = {
  name: 'classification',
  preset: 'hims',
  summary:
    'Finds out which tables belong to tenants, and by which column; the other transforms of the preset `hims` build on it.',
  apply(catalog: Catalog, all: Settings) {
    const { tenancy: settings, off, prefix } = all;
    const tenants = tenantsOf(catalog, settings);
    const tables = classify(catalog, tenants, settings, !off.includes('tenantColumn'));
    const schemas = [...new Set([...tables.values()].map(({ name }) => name.schema ?? 'public'))].toSorted();
    const kernel = kernelOf(catalog, settings, tenants.type);
    const tenancy: Tenancy = { prefix, tables, tenants, schemas, ...kernel };
    refuseTakenNames({ ...catalog, tenancy }, tenancy, all);
    const found = [...tables.values()]
      .toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1))
      .flatMap((table) => findings(catalog, table, tenancy));
    const known = [...tables.values()].filter(isOpen).flatMap(openedBy);
    const expected = off.includes('kernel') ? expectedKernel(tenancy) : [];
    return warn(declare({ ...catalog, tenancy }, { known }), ...expected, ...found);
  },
};
