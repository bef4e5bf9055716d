import { quoteLiteral } from '../../catalog/names.js';

/** The index access method, by name. */
export const method = (column: string, amname = ''): string =>
  `${column} = (SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(amname)})`;
