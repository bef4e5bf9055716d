/** Determines how each table belongs to tenants, with evidence; closes and lists tables without evidence. */
import { type Catalog, declare, warn } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';
import { classify } from '../../tenancy/classification/classify.js';
import { kernelOf, noTenantsTable, tenantsOf } from '../../tenancy/kernel/kernel.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { knownOfUnmanaged } from '../../tenancy/privileges/unmanagedPrivileges.js';
import { unmanagedOf, withoutTables } from '../../tenancy/classification/unmanaged.js';
import { expectedKernel } from '../../tenancy/kernel/expectedKernel.js';
import { tenantSource } from '../../tenancy/kernel/tenantSource.js';
import { lookupOf } from '../../tenancy/lookup/lookup.js';
import { Types } from '../../facts/paths/types.js';
import { userSource } from '../../tenancy/kernel/userSource.js';
import { refuseTakenNames } from '../../tenancy/takenNames/takenNames.js';
import { knownOf, tableFindings } from '../../tenancy/classification/tableFindings.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Transform } from '../base/transform.js';

const nothingToSecure: Diagnostic = {
  severity: 'info',
  code: 'tenants/no-tables',
  message: 'The dump has no tables, so no tenants table, tenant function or self-check is made.',
  help: 'To make them for the tables of later migrations: tenancy: { create: true } in the configuration.',
};

export const classification: Transform = {
  name: 'classification',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Determines which tables belong to tenants, and by which column; the other transforms of the preset `hims` depend on it.',
  apply(catalog: Catalog, all: Settings) {
    const { tenancy: settings, off, prefix } = all;
    const tenants = tenantsOf(catalog, all);
    const unmanaged = unmanagedOf(catalog, tenants, settings);
    const managed = withoutTables(catalog, unmanaged.tables);
    const { tables, column } = classify(managed, tenants, settings, !off.includes('tenantColumn'));
    if (tenants.made && !settings.create) {
      tables.delete(relationKey(tenants.name));
      if (tables.size > 0) throw noTenantsTable(catalog, tables);
    }
    const schemas = [...new Set([...tables.values()].map(({ name }) => name.schema ?? 'public'))].toSorted();
    const source = tenantSource(catalog, tables, kernelOf(catalog, all, tenants.type), all);
    const left = { unmanaged: unmanaged.tables, unmanagedSchemas: unmanaged.schemas };
    const user = userSource(catalog, source.kernel.currentUser, settings);
    const kernel = { ...source.kernel, currentUser: user.currentUser };
    const lookup = lookupOf(catalog, tenants, all, (type, at) => new Types(catalog).comparedBy(type, at));
    const tenancy: Tenancy = {
      prefix,
      tables,
      column,
      tenants,
      schemas,
      ...left,
      ...kernel,
      ...(lookup ? { lookup } : {}),
    };
    refuseTakenNames({ ...catalog, tenancy }, tenancy, all);
    const found = [...tables.values()]
      .toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1))
      .flatMap((table) => tableFindings(catalog, table, tenancy));
    const none = tables.size === 0 ? [nothingToSecure] : [];
    const known = [
      ...[...tables.values()].flatMap(knownOf),
      ...knownOfUnmanaged({ ...catalog, tenancy }, grantsOf(catalog, all)),
    ];
    const expected = tables.size > 0 && off.includes('kernel') ? expectedKernel(tenancy) : [];
    return warn(
      declare({ ...catalog, tenancy }, { known }),
      ...none,
      ...unmanaged.diagnostics,
      ...source.diagnostics,
      ...(tables.size > 0 ? user.diagnostics : []),
      ...expected,
      ...found,
    );
  },
};
