/**
 * Routines that run with more rights than their caller has, and those that an application role can replace.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import type { Question } from './question.js';
import { textArray } from './question.js';

/** @param known SECURITY DEFINER routines of the design, `schema.name`: the report declares what a superuser's can do */
export const unboundRoutines = (known: readonly string[]): Question => ({
  name: 'unbound_routines',
  comment: 'Can the application call a later routine that runs as a role that bypasses the policies?',
  query: `SELECT p.oid::pg_catalog.regprocedure::text AS subject,
  pg_catalog.format('%s can call it, and it runs as %s, which bypasses all policies', pg_catalog.min(r.shown COLLATE "C"), o.rolname) AS problem,
  pg_catalog.format('ALTER ROUTINE %s OWNER TO a role without SUPERUSER and BYPASSRLS; or REVOKE EXECUTE from PUBLIC and the application',
    p.oid::pg_catalog.regprocedure) AS cure,
  true AS fails
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) x
JOIN reach r ON r.grantee = x.grantee
WHERE p.prosecdef AND (o.rolsuper OR o.rolbypassrls) AND p.prorettype NOT IN ('trigger'::pg_catalog.regtype, 'event_trigger'::pg_catalog.regtype)
  AND x.grantee <> p.proowner
  AND pg_catalog.format('%I.%I', n.nspname, p.proname) <> ALL (${textArray(known)})
  AND NOT pg_catalog.starts_with(n.nspname, 'pg_') AND n.nspname <> 'information_schema' AND n.nspname <> ALL (unmanaged)
  AND EXISTS (
    SELECT FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) u JOIN reach s ON s.grantee = u.grantee
    WHERE u.privilege_type = 'USAGE'
  )
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  )
GROUP BY p.oid, o.rolname`,
});

/** @param known rules of the design, `relation.rule`, as regclass and quote_ident() print them */
export const unboundRules = (known: readonly string[]): Question => ({
  name: 'unbound_rules',
  comment: 'Does a later rule reach tables of tenants as an owner that bypasses the policies?',
  query: `SELECT r.relation AS subject,
  pg_catalog.format('its rule %I reaches %s as %s, which bypasses all policies', w.rulename, pg_catalog.min(m.relation COLLATE "C"), o.rolname) AS problem,
  pg_catalog.format('DROP RULE %I ON %s, or give %s an owner without SUPERUSER and BYPASSRLS', w.rulename, r.relation, r.relation) AS cure,
  true AS fails
FROM pg_catalog.pg_rewrite w
JOIN relations r ON r.oid = w.ev_class
JOIN pg_catalog.pg_roles o ON o.oid = r.relowner AND (o.rolsuper OR o.rolbypassrls)
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> w.ev_class
JOIN managed m ON m.oid = d.refobjid
WHERE w.ev_type <> '1' AND pg_catalog.format('%s.%I', r.relation, w.rulename) <> ALL (${textArray(known)})
GROUP BY r.relation, w.rulename, o.rolname`,
});

export const replaceableRoutines: Question = {
  name: 'replaceable_routines',
  comment: 'Does a trigger of a managed table run a routine that an application role owns and can replace?',
  query: `SELECT p.oid::pg_catalog.regprocedure::text AS subject,
  pg_catalog.format('belongs to %s, and runs in a trigger of %s with the rights of the role that writes to it', a.rolname, pg_catalog.min(m.relation COLLATE "C")) AS problem,
  pg_catalog.format('ALTER FUNCTION %s OWNER TO another role', p.oid::pg_catalog.regprocedure) AS cure, true AS fails
FROM pg_catalog.pg_trigger t
JOIN managed m ON m.oid = t.tgrelid
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN application a ON a.oid = p.proowner
WHERE NOT t.tgisinternal
GROUP BY p.oid, a.rolname`,
};
