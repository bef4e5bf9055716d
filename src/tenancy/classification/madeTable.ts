/** A table as the tool would create it: every row belongs to one tenant, by a column of the tenants key's type. */
import type { Name } from '../../catalog/names.js';
import type { TableTenancy } from '../../catalog/tenancy.js';

export const madeTable = (name: Name, column: string): TableTenancy => ({
  name,
  class: 'tenant',
  evidence: '',
  configured: false,
  undecided: false,
  shown: false,
  column: { name: column, type: undefined, notNull: true, cast: '', form: 'key', from: 'own' },
  sharedRows: false,
  withoutTenant: false,
  appendOnly: false,
  form: 'table',
  fixedBy: undefined,
  foreignBelow: false,
  partitionOf: undefined,
  inherits: [],
});
