/** Tables: row-level security, the policies that isolate tenants, and the tenant column. */
import { quoteLiteral } from '../../../catalog/names.js';
import type { Predicates } from '../../security/policies.js';
import { list, type Part, type Question, textArray } from './question.js';

/** A table whose tenant column or policies differ from the usual ones. */
export type Particular = readonly [
  relation: string,
  column: string,
  notNull: string,
  using: string,
  check: string,
  shared: string,
];

export interface Usual extends Predicates {
  readonly column: string;
}

export const tableFacts = (particulars: readonly Particular[], usual: Usual): Part[] => [
  list(
    'particular',
    ['relation', 'tenant_column', 'not_null', 'using_text', 'check_text', 'shared'],
    'Tables whose tenant column or policies differ from the usual ones.',
    particulars,
  ),
  {
    name: 'expected',
    comment: 'The tenant column and policies that each table must have.',
    query: `SELECT m.*, o.roles,
  -- The application reads a partition through its parent; the partition itself is closed while no role has a privilege on it.
  CASE WHEN m.relispartition THEN o.roles IS NOT NULL ELSE m.in_design OR o.roles IS NOT NULL END AS fails,
  coalesce(p.tenant_column, ${quoteLiteral(usual.column)}) AS tenant_column,
  coalesce(p.not_null, 'true') = 'true' AS not_null,
  coalesce(p.using_text, ${quoteLiteral(usual.using)}) AS using_text,
  coalesce(p.check_text, ${quoteLiteral(usual.check)}) AS check_text,
  coalesce(p.shared, 'false') = 'true' AS shared
FROM managed m
LEFT JOIN particular p USING (relation)
LEFT JOIN opened o ON o.oid = m.oid
WHERE m.relkind IN ('r', 'p')
  -- Forced row-level security without a policy shows no rows: a partition, attached or detached.
  AND NOT (m.relrowsecurity AND m.relforcerowsecurity
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = m.oid))
  -- Outside the schemas of the design, only tables that the application can use or that inherit from another table count.
  AND (m.in_design OR o.roles IS NOT NULL OR EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = m.oid))`,
  },
];

/** Names of the tool's policies. */
export interface PolicyNames {
  readonly isolation: string;
  readonly access: string;
  readonly owner: string;
  readonly sharedUpdate: string;
  readonly sharedDelete: string;
}

/** @param names names of the tool's policies */
export const openTables = (names: PolicyNames): Question => ({
  name: 'open_tables',
  comment: 'Is there a table whose rows are not isolated by tenant?',
  query: `SELECT e.relation AS subject, f.problem, f.cure, e.fails
FROM expected e
CROSS JOIN LATERAL (VALUES
  (NOT e.relrowsecurity, 'row-level security is not enabled', pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', e.relation)),
  (NOT e.relforcerowsecurity, 'row-level security is not forced on its owner', pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', e.relation)),
  ((NOT e.relispartition OR EXISTS (
     SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = e.oid AND p.polpermissive
   )) AND NOT EXISTS (
     SELECT FROM pg_catalog.pg_policy p
     WHERE p.polrelid = e.oid AND p.polname = ${quoteLiteral(names.isolation)}
       AND NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
       AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = e.using_text
       AND pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) = e.check_text
   ), ${quoteLiteral(`the policy ${names.isolation} is missing or differs from the design`)},
   pg_catalog.format('CREATE POLICY %I ON %s AS RESTRICTIVE USING (%s) WITH CHECK (%s)', ${quoteLiteral(names.isolation)}, e.relation, e.using_text, e.check_text)),
  (e.shared AND NOT e.relispartition AND NOT 2 = (
     SELECT pg_catalog.count(*) FROM pg_catalog.pg_policy p
     WHERE p.polrelid = e.oid AND NOT p.polpermissive AND p.polroles = '{0}'
       AND (p.polname, p.polcmd) IN ((${quoteLiteral(names.sharedUpdate)}, 'w'), (${quoteLiteral(names.sharedDelete)}, 'd'))
       AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = e.check_text
   ), 'tenants may write rows that all tenants share',
   ${quoteLiteral(`create the policies ${names.sharedUpdate} and ${names.sharedDelete} as in the baseline`)}),
  (NOT e.relispartition AND NOT EXISTS (
     SELECT FROM pg_catalog.pg_policy p
     WHERE p.polrelid = e.oid AND p.polpermissive AND p.polcmd = '*'
       AND (p.polname = ${quoteLiteral(names.access)} AND p.polroles = '{0}'
         OR p.polname = ${quoteLiteral(names.owner)} AND p.polroles = ARRAY[e.relowner])
       AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
       AND pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) = 'true'
   ), ${quoteLiteral(`neither the policy ${names.access} nor ${names.owner} permits the table owner all rows, so its functions and triggers find none`)},
   pg_catalog.format('DROP POLICY IF EXISTS %I ON %s; CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)',
     ${quoteLiteral(names.owner)}, e.relation, ${quoteLiteral(names.owner)}, e.relation, pg_catalog.pg_get_userbyid(e.relowner))),
  (e.not_null AND NOT e.relispartition AND NOT EXISTS (
     SELECT FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = e.oid AND a.attname = e.tenant_column AND a.attnotnull AND NOT a.attisdropped
   ), pg_catalog.format('its column %I is missing or may be NULL', e.tenant_column),
   pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', e.relation, e.tenant_column))
) f (is_so, problem, cure)
WHERE f.is_so`,
});

/**
 * @param columns names of tenant columns
 * @param known exempt tables that have one in the design
 * @param tenants the tenants table, as regclass prints it
 */
export const exemptTables = (
  columns: readonly string[],
  known: readonly string[],
  tenants: string,
): Question => ({
  name: 'exempt_tables',
  comment: 'Does an exempt table, or a new one of the same name, hold rows of tenants?',
  query: `SELECT r.relation AS subject, 'is exempt as shared by all tenants, but has a tenant column or refers to tenants' AS problem,
  'remove it from the list of exempt tables in this function' AS cure, true AS fails
FROM relations r
WHERE r.is_exempt AND r.relkind IN ('r', 'p', 'f') AND r.relation <> ALL (${textArray(known)})
  AND (EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ANY (${textArray(columns)})
  ) OR EXISTS (
    SELECT FROM pg_catalog.pg_constraint k
    JOIN relations t ON t.oid = k.confrelid
    WHERE k.conrelid = r.oid AND k.contype = 'f' AND t.relation = ${quoteLiteral(tenants)}
  ))`,
});
