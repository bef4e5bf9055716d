/**
 * Adds the functions that return the current tenant and user, and the tenants table, if the dump has none. Existing
 * functions stay unchanged: a replacement would read another setting, and the application would see no rows.
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET
 */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import { chosenName } from '../../catalog/chosenName.js';
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { KernelFunction, Tenancy } from '../../catalog/tenancy.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Transform } from '../base/transform.js';
import { qualifiedType } from '../../catalog/sqlType.js';

/** From this version on, a body may be an expression, whose names are bound when the function is created. */
const BOUND_BODY = 14;

/**
 * PostgreSQL inlines SQL functions without SET into the policies that call them, so the body must not depend on the
 * reader's search path: it is bound, or qualifies each type, function and operator. An empty setting means the same as
 * an unset one: no tenant or user. https://www.postgresql.org/docs/current/xfunc-sql.html
 */
function functionText({ name, type, setting, expression }: KernelFunction, version: number): string {
  const read = `pg_catalog.current_setting(${quoteLiteral(setting ?? '')}, true)`;
  const body =
    expression !== undefined
      ? `RETURN (${expression})::${type}`
      : version >= BOUND_BODY
        ? `RETURN nullif(${read}, '')::${type}`
        : `AS ${dollarQuote(` SELECT CASE WHEN ${read} OPERATOR(pg_catalog.<>) '' THEN ${read}::${qualifiedType(type)} END `)}`;
  return `CREATE FUNCTION ${quoteName(name)}() RETURNS ${type}
    LANGUAGE sql STABLE PARALLEL SAFE
    ${body}`;
}

const functionComment = ({ name }: KernelFunction, what: string): string =>
  `COMMENT ON FUNCTION ${quoteName(name)}() IS ${quoteLiteral(what)}`;

const tenantsText = ({ name, key: column, type }: Tenancy['tenants']): string =>
  `CREATE TABLE ${quoteName(name)} (
    ${quoteIdentifier(column)} ${type} NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT ${quoteIdentifier(chosenName(name.name, '', 'pkey'))} PRIMARY KEY (${quoteIdentifier(column)})
)`;

function textsOf(catalog: Catalog, { tenants, currentTenant, currentUser }: Tenancy): string[] {
  const { version } = catalog.target;
  const made = [
    ...(currentTenant.made ? [currentTenant.name] : []),
    ...(currentUser.made ? [currentUser.name] : []),
    ...(tenants.made ? [tenants.name] : []),
  ];
  const known = new Set(catalog.objects.flatMap(({ provides }) => provides));
  const schemas = [...new Set(made.flatMap(({ schema }) => schema ?? []))].filter(
    (name) => name !== 'public' && !known.has(key('schema', { schema: undefined, name })),
  );
  return [
    ...schemas.map((name) => `CREATE SCHEMA ${quoteIdentifier(name)}`),
    ...(currentTenant.made
      ? [
          functionText(currentTenant, version),
          functionComment(
            currentTenant,
            currentTenant.expression === undefined
              ? `Tenant of the transaction, from the setting ${currentTenant.setting}; NULL when it is not set.`
              : 'Tenant of the transaction, from the expression tenancy.tenantExpression of the configuration.',
          ),
        ]
      : []),
    ...(currentUser.made
      ? [
          functionText(currentUser, version),
          functionComment(
            currentUser,
            `User of the transaction, from the setting ${currentUser.setting}; NULL when it is not set.`,
          ),
        ]
      : []),
    ...(tenants.made ? [tenantsText(tenants)] : []),
  ];
}

export const kernel: Transform = {
  name: 'kernel',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Adds functions that return the current tenant and user if the dump has none, and the tenants table with `tenancy.create`.',
  apply: (catalog) =>
    catalog.tenancy && catalog.tenancy.tables.size > 0
      ? addObjects(catalog, objectsFromSql('kernel', textsOf(catalog, catalog.tenancy)))
      : catalog,
};
