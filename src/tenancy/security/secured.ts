import type { TableTenancy } from '../../catalog/tenancy.js';

/** Tables with rows of tenants, by which row-level security can tell them. */
export const isSecured = ({ class: verdict, form, column }: TableTenancy): boolean =>
  verdict !== 'reference' && form === 'table' && column !== undefined;
