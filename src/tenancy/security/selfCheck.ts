/**
 * The function that stays in the database and fails where tenants are not apart. It starts from everything that is there,
 * minus a literal list: what is added later, and forgotten, is found.
 * https://www.postgresql.org/docs/current/catalog-pg-policy.html
 */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { quoteLiteral, quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { MIGRATION_TOOLS } from '../evidence.js';
import { madeTable } from '../madeTable.js';
import { nameFrom } from '../patterns.js';
import { deparsedPredicates, POLICIES } from './policies.js';

export interface Exemption {
  /** As regclass prints it. */
  readonly relation: string;
  readonly why: string;
}

export interface Expectation {
  readonly checkFunction: string;
  readonly tenantColumn: string;
  readonly applicationRoles: readonly string[];
  readonly viewOwner: string;
  /** Views that need not run as their reader or the view owner. */
  readonly views: readonly Exemption[];
}

const literals = (values: readonly string[]): string =>
  values.length === 0 ? 'ARRAY[]::text[]' : `ARRAY[${values.map(quoteLiteral).join(', ')}]`;

/** `(VALUES …)` rows, a row a line; a list without rows is a query that finds none. */
function rows(name: string, columns: readonly string[], values: readonly (readonly string[])[]): string {
  const head = `  ${name} (${columns.join(', ')}) AS (`;
  if (values.length === 0) return `${head}SELECT ${columns.map(() => 'NULL::text').join(', ')} WHERE false)`;
  const lines = values.map((row) => `    (${row.map(quoteLiteral).join(', ')})`);
  return `${head}VALUES\n${lines.join(',\n')}\n  )`;
}

const identity = ({ name }: TableTenancy): string => quoteName(name);
const byIdentity = (a: TableTenancy, b: TableTenancy): number => (identity(a) < identity(b) ? -1 : 1);

function exemptions(tables: readonly TableTenancy[], views: readonly Exemption[]): string[][] {
  const fixed = tables.flatMap((table): Exemption[] => {
    if (table.class === 'reference') return [{ relation: identity(table), why: 'the same for all tenants' }];
    if (table.form === 'typed') return [{ relation: identity(table), why: 'made of a type' }];
    return table.form === 'fixed' ? [{ relation: identity(table), why: 'its rows are spelled out' }] : [];
  });
  return [...fixed, ...views]
    .toSorted((a, b) => (a.relation < b.relation ? -1 : 1))
    .map(({ relation, why }) => [relation, why]);
}

/** Tables whose tenant column or policy is not like that of a table that the tool made its own. */
function particulars(tables: readonly TableTenancy[], tenancy: Tenancy, usual: TableTenancy): string[][] {
  const expected = deparsedPredicates(usual, tenancy);
  return tables.flatMap((table) => {
    if (!table.column || table.form !== 'table' || table.class === 'reference') return [];
    const { using, check } = deparsedPredicates(table, tenancy);
    const { name, notNull } = table.column;
    const same =
      using === expected.using && check === expected.check && notNull && name === usual.column!.name;
    return same
      ? []
      : [
          [
            identity(table),
            name,
            notNull ? 'true' : 'false',
            using,
            check,
            table.sharedRows ? 'true' : 'false',
          ],
        ];
  });
}

export function selfCheckFunction(tenancy: Tenancy, expectation: Expectation): string {
  const tables = [...tenancy.tables.values()].toSorted(byIdentity);
  const usual = madeTable({ schema: undefined, name: '' }, expectation.tenantColumn);
  const { using, check } = deparsedPredicates(usual, tenancy);
  const body = `
DECLARE
  schemas CONSTANT text[] := ${literals(tenancy.schemas)};
  application CONSTANT text[] := ${literals(expectation.applicationRoles)};
  migration_tools CONSTANT text[] := ${literals(MIGRATION_TOOLS.filter((tool) => !/[.*]/.test(tool)))};
  findings text;
BEGIN
  WITH
${rows('exempt', ['relation', 'why'], exemptions(tables, expectation.views))},
${rows('particular', ['relation', 'tenant_column', 'not_null', 'using_text', 'check_text', 'shared'], particulars(tables, tenancy, usual))},
  managed AS (
    SELECT c.*, c.oid::regclass::text AS relation
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (schemas)
      AND c.relname <> ALL (migration_tools)
      AND c.oid::regclass::text NOT IN (SELECT e.relation FROM exempt e)
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
      )
  ),
  expected AS (
    SELECT m.*,
      coalesce(p.tenant_column, ${quoteLiteral(usual.column!.name)}) AS tenant_column,
      coalesce(p.not_null, 'true') = 'true' AS not_null,
      coalesce(p.using_text, ${quoteLiteral(using)}) AS using_text,
      coalesce(p.check_text, ${quoteLiteral(check)}) AS check_text,
      coalesce(p.shared, 'false') = 'true' AS shared
    FROM managed m LEFT JOIN particular p USING (relation)
    WHERE m.relkind IN ('r', 'p')
  ),
  problems AS (
    SELECT e.relation, f.problem
    FROM expected e CROSS JOIN LATERAL (VALUES
      (NOT e.relrowsecurity, 'row-level security is not enabled'),
      (NOT e.relforcerowsecurity, 'row-level security is not forced on its owner'),
      ((NOT e.relispartition OR EXISTS (
         SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = e.oid AND p.polpermissive
       )) AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_policy p
         WHERE p.polrelid = e.oid AND p.polname = ${quoteLiteral(POLICIES.isolation)}
           AND NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
           AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = e.using_text
           AND pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) = e.check_text
       ), 'the policy ${POLICIES.isolation} is missing, or is not what it should be'),
      (e.shared AND NOT e.relispartition AND NOT 2 = (
         SELECT count(*) FROM pg_catalog.pg_policy p
         WHERE p.polrelid = e.oid AND NOT p.polpermissive AND p.polroles = '{0}'
           AND (p.polname, p.polcmd) IN ((${quoteLiteral(POLICIES.sharedUpdate)}, 'w'), (${quoteLiteral(POLICIES.sharedDelete)}, 'd'))
           AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = e.check_text
       ), 'tenants may write rows that belong to all'),
      (e.not_null AND NOT e.relispartition AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = e.oid AND a.attname = e.tenant_column AND a.attnotnull AND NOT a.attisdropped
       ), pg_catalog.format('its column %I is missing, or may be NULL', e.tenant_column))
    ) f (is_so, problem)
    WHERE f.is_so
    UNION ALL
    SELECT m.relation, pg_catalog.format('%s has privileges on it, and it has no row-level security', coalesce(r.rolname, 'PUBLIC'))
    FROM managed m
    CROSS JOIN LATERAL (
      SELECT m.relacl AS acl
      UNION ALL
      SELECT a.attacl FROM pg_catalog.pg_attribute a WHERE a.attrelid = m.oid AND a.attacl IS NOT NULL
    ) l
    CROSS JOIN LATERAL pg_catalog.aclexplode(l.acl) x
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
    WHERE m.relkind IN ('m', 'f') AND (x.grantee = 0 OR r.rolname = ANY (application))
    UNION ALL
    SELECT m.relation, 'the view shows what its owner may see, not what its reader may'
    FROM managed m
    WHERE m.relkind = 'v'
      AND NOT coalesce(m.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'], false)
      AND pg_catalog.pg_get_userbyid(m.relowner) <> ${quoteLiteral(expectation.viewOwner)}
  )
  SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%s: %s', p.relation, p.problem), E'\\n') INTO findings FROM problems p;
  IF findings IS NOT NULL THEN
    RAISE EXCEPTION E'tenants are not apart:\\n%', findings
      USING HINT = 'Close what is listed; or convert the design again, if it changed.';
  END IF;
END
`;
  return `CREATE FUNCTION ${quoteName(nameFrom(expectation.checkFunction))}() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS ${dollarQuote(body, 'check')}`;
}

/** The statement that a baseline ends with. */
export const selfCheckCall = (checkFunction: string): string =>
  `SELECT ${quoteName(nameFrom(checkFunction))}()`;

export const selfCheckComment = (checkFunction: string): string =>
  `COMMENT ON FUNCTION ${quoteName(nameFrom(checkFunction))}() IS 'An error that lists every relation through which tenants are not apart; call it after each migration.'`;
