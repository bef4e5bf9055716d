import type { TableTenancy } from '../../catalog/tenancy.js';

/** True for tables with rows of tenants that row-level security can isolate. */
export const isSecured = ({ class: verdict, form, column }: TableTenancy): boolean =>
  verdict !== 'reference' && form === 'table' && column !== undefined;
