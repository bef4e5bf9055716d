/**
 * The lookup functions, one per column, and the privileges of the role that owns them. The table owner's functions
 * would find no rows, because FORCE ROW LEVEL SECURITY applies to the owner too.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { Lookup, LookupFunction, Tenancy } from '../../catalog/tenancy.js';
import { CLOSED_PATH } from '../../facts/routines/closedPath.js';

/** `core.find_tenant_by_code(text)` */
export const signatureText = ({ name, type }: LookupFunction): string => `${quoteName(name)}(${type})`;

/** Qualifies every name with its schema, also the operator: citext would otherwise use text's. */
export function functionText(one: LookupFunction, { name, key, type }: Tenancy['tenants']): string {
  const [id, column] = [key, one.column].map((each) => `t.${quoteIdentifier(each)}`);
  const equals = `OPERATOR(${quoteIdentifier(one.operators)}.=)`;
  const body = `\n  SELECT ${id} FROM ${quoteName(name)} t WHERE ${column} ${equals} $1\n`;
  return `CREATE FUNCTION ${signatureText(one)} RETURNS ${type}
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ${CLOSED_PATH}
    AS ${dollarQuote(body, 'lookup')}`;
}

export const commentText = (one: LookupFunction, { key }: Tenancy['tenants']): string =>
  `COMMENT ON FUNCTION ${signatureText(one)} IS ${quoteLiteral(`${key} of the tenant with this ${one.column}, or NULL. Works before a tenant is set.`)}`;

/** Columns that the role may read: the key and the lookup columns. */
export const lookupColumns = ({ functions }: Lookup, { key }: Tenancy['tenants']): string[] => [
  ...new Set([key, ...functions.map(({ column }) => column)]),
];

/** Schemas in which the bodies look up names. */
export const lookupSchemas = ({ functions }: Lookup, { name }: Tenancy['tenants']): string[] => [
  ...new Set([
    name.schema ?? 'public',
    ...functions.map(({ operators }) => operators).filter((schema) => schema !== 'pg_catalog'),
  ]),
];

/** The role's privileges on the table and schemas, in pg_dump's wording so that none is granted twice. */
export function roleGrants(lookup: Lookup, tenants: Tenancy['tenants']): string[] {
  const to = quoteIdentifier(lookup.role);
  return [
    ...lookupSchemas(lookup, tenants).map(
      (schema) => `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${to}`,
    ),
    ...lookupColumns(lookup, tenants).map(
      (column) => `GRANT SELECT(${quoteIdentifier(column)}) ON TABLE ${quoteName(tenants.name)} TO ${to}`,
    ),
  ];
}
