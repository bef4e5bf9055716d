/**
 * Exclusion constraints across tenants: they bypass policies, and are checked before foreign keys (23P01).
 * https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE
 */
import { addObjects, type Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, strings } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { type CreateExtensionStmt, type Node, nodeOf, type NullTest } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { KeySettings } from '../../settings/settings.js';
import { elementsOfExclusion, type Exclusion } from '../../facts/relations/relations.js';
import { columnsNamed } from '../../facts/queries/columnsNamed.js';
import { sqlType } from '../../catalog/sqlType.js';
import { type Domains, domainsOf } from '../../facts/columns/domains.js';

const EXTENSION = 'btree_gist';

/** The configuration forbids the extension. */
export const NOT_INSTALLED = `it needs the extension ${EXTENSION}, which the configuration rules out (keys.btreeGist: false)`;

/** Types with its operator classes. https://www.postgresql.org/docs/current/btree-gist.html */
const IN_GIST =
  /^(?:smallint|integer|bigint|uuid|text|character varying|character|numeric|oid|date|bytea|"char"|inet|cidr|macaddr8?)(?:\(|$)/;

/** A domain's base type. */
function baseOf(type: string, domains: Domains): string {
  const below = domains.get(type);
  return below ? baseOf(sqlType(below), domains) : type;
}

/** True where it compares rows of one tenant, or rows without one. */
export function isWithinTenants({ node }: Exclusion, { column }: TableTenancy): boolean {
  const { name } = column!;
  return (
    elementsOfExclusion(node).some(({ element, operator }) => element.name === name && operator === '=') ||
    isAboutNobody(node.where_clause, name)
  );
}

/** True where it only covers rows without a tenant. */
export const isAboutNobody = (condition: Node | undefined, column: string): boolean =>
  allOf(condition).some((test) => isNullTest(test, column));

/** The operands of a condition's ANDs. */
const allOf = (node: Node | undefined): Node[] =>
  node && 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(allOf)
    : node
      ? [node]
      : [];

const isNullTest = (node: Node, column: string): boolean => {
  const { nulltesttype, arg }: NullTest = 'NullTest' in node ? node.NullTest : {};
  const names = arg && 'ColumnRef' in arg ? strings(arg.ColumnRef.fields) : [];
  return nulltesttype === 'IS_NULL' && names.length === 1 && names[0] === column;
};

/** The columns of all elements, also those in expressions. */
export const columnsOfExclusion = ({ node }: Exclusion): string[] =>
  elementsOfExclusion(node).flatMap(({ element: { name, expr } }) =>
    name === undefined ? [...columnsNamed(expr)] : [name],
  );

/** Why the tenant column cannot be added; undefined if it can. */
export function hindranceOf(catalog: Catalog, tenancy: Tenancy, settings: KeySettings) {
  const domains = domainsOf(catalog);
  return ({ node }: Exclusion, { column }: TableTenancy): string | undefined => {
    // PostgreSQL's default is btree.
    const { access_method: method = 'btree' } = node;
    if (method === 'btree') return undefined;
    if (method !== 'gist') return `an index of type ${method} cannot take another column`;
    const type = column!.type ? baseOf(sqlType(column!.type), domains) : tenancy.tenants.type;
    if (!IN_GIST.test(type))
      return `${EXTENSION} has no operator class for ${type}, the type of ${quoteIdentifier(column!.name)}`;
    if (!settings.btreeGist && !isInstalled(catalog)) return NOT_INSTALLED;
    return undefined;
  };
}

const isInstalled = ({ objects }: Catalog): boolean =>
  objects.some(({ kind, name }) => kind === KIND.extension && name.name === EXTENSION);

/** Adds it to the schema of most other extensions. Since PostgreSQL 13, a database owner may install it. */
export function withBtreeGist(catalog: Catalog, exclusions: readonly Exclusion[]): Catalog {
  if (isInstalled(catalog) || !exclusions.some(({ node }) => node.access_method === 'gist')) return catalog;
  const schemas = catalog.objects.flatMap(({ kind, statement }) =>
    kind === KIND.extension ? schemaOf(nodeOf(statement, 'CreateExtensionStmt')) : [],
  );
  const count = (schema: string): number => schemas.filter((one) => one === schema).length;
  const [most = 'public'] = [...new Set(schemas)]
    .filter((schema) => schema !== 'pg_catalog')
    .toSorted((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return addObjects(
    catalog,
    objectsFromSql('keys', [`CREATE EXTENSION ${EXTENSION} WITH SCHEMA ${quoteIdentifier(most)}`]),
  );
}

const schemaOf = ({ options = [] }: CreateExtensionStmt): string[] =>
  options.flatMap((option) =>
    'DefElem' in option && option.DefElem.defname === 'schema' && option.DefElem.arg
      ? strings([option.DefElem.arg])
      : [],
  );
