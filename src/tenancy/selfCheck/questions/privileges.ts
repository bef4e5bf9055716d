/**
 * Access without policies: materialized views and foreign tables, views with their owner's rights, and privileges that
 * bypass row-level security. https://www.postgresql.org/docs/current/ddl-priv.html
 */
import { list, type Part, type Question } from './question.js';

/** @param readable materialized views and foreign tables that views of the design read, as regclass prints them */
export const privilegeFacts = (readable: readonly string[]): Part[] => [
  list(
    'readable',
    ['relation'],
    'Relations that the view owner may read although no policy restricts it.',
    readable.map((relation) => [relation]),
  ),
];

export const unprotectedRelations: Question = {
  name: 'unprotected_relations',
  comment: 'Can the application use a materialized view or a foreign table with rows of tenants?',
  query: `SELECT m.relation AS subject,
  pg_catalog.format('no policy can protect it, but %s has %s on it', coalesce(r.shown, view_owner),
    pg_catalog.string_agg(DISTINCT g.privilege COLLATE "C", ', ' ORDER BY g.privilege COLLATE "C")) AS problem,
  pg_catalog.format('REVOKE ALL ON %s FROM %s', m.relation, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END) AS cure,
  true AS fails
FROM managed m
JOIN granted g USING (oid)
LEFT JOIN reach r USING (grantee)
WHERE m.relkind IN ('m', 'f')
  AND (r.grantee IS NOT NULL
    OR pg_catalog.pg_get_userbyid(g.grantee) = view_owner AND m.relation NOT IN (SELECT b.relation FROM readable b))
GROUP BY m.relation, r.shown, g.grantee`,
};

/** The first version with security_invoker. */
const INVOKER = 15;

/** @param version the target's version */
export const openViews = (version: number): Question => ({
  name: 'open_views',
  comment: 'Does a view run with its owner’s rights?',
  query: `SELECT m.relation AS subject, 'shows what its owner may see, not what its reader may see' AS problem,
  ${version < INVOKER ? "pg_catalog.format('ALTER VIEW %s OWNER TO %I', m.relation, view_owner)" : "pg_catalog.format('ALTER VIEW %s SET (security_invoker = true)', m.relation)"} AS cure, true AS fails
FROM managed m
LEFT JOIN opened o USING (oid)
WHERE m.relkind = 'v' AND (m.in_design OR o.roles IS NOT NULL) AND pg_catalog.pg_get_userbyid(m.relowner) <> view_owner
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_options_to_table(m.reloptions) v
    WHERE CASE WHEN v.option_name = 'security_invoker' THEN v.option_value::boolean ELSE false END
  )`,
});

export const unrestrictedPrivileges: Question = {
  name: 'unrestricted_privileges',
  comment: 'Does the application have a privilege on a table that no policy restricts?',
  query: `SELECT m.relation AS subject,
  pg_catalog.format('no policy restricts what %s has on it: %s', r.shown,
    pg_catalog.string_agg(DISTINCT g.privilege COLLATE "C", ', ' ORDER BY g.privilege COLLATE "C")) AS problem,
  pg_catalog.format('REVOKE TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s', m.relation,
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END) AS cure,
  true AS fails
FROM managed m
JOIN granted g USING (oid)
JOIN reach r USING (grantee)
WHERE m.relkind IN ('r', 'p') AND g.privilege IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
GROUP BY m.relation, r.shown, g.grantee`,
};

export const openSchemas: Question = {
  name: 'open_schemas',
  comment: 'Can the application create objects in a schema where routines and policies look up names?',
  query: `SELECT n.nspname::text AS subject, pg_catalog.format('%s can create objects in the schema', r.shown) AS problem,
  pg_catalog.format('REVOKE CREATE ON SCHEMA %I FROM %s', n.nspname,
    CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END) AS cure,
  true AS fails
FROM pg_catalog.pg_namespace n
CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
JOIN reach r ON r.grantee = x.grantee
WHERE n.nspname = ANY (schemas || 'public'::text) AND x.privilege_type = 'CREATE'`,
};
