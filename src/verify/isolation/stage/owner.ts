/** Temporary roles: an owner that is not a superuser, and the roles that the application connects as. */
import { NOT_OF_EXTENSION, OURS } from './relations.js';

export const OWNER = 'baseline_verify_owner';

/**
 * The role that loaded the baseline may bypass policies, in PGlite always. So all that such a role owns goes to one
 * that may not, with what names it: policies, default privileges, memberships. Views keep their owner: one that
 * reads with its owner's rights must not depend on who that is.
 */
export const FRESH_OWNER = `
CREATE ROLE ${OWNER} NOLOGIN;
DO $owner$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT p.polname, p.polrelid, array_agg(DISTINCT
      CASE WHEN r.role = c.relowner AND o.oid IS NOT NULL THEN '${OWNER}' ELSE quote_ident(pg_get_userbyid(r.role)) END) AS roles
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid CROSS JOIN unnest(p.polroles) r(role)
    LEFT JOIN pg_roles o ON o.oid = c.relowner AND (o.rolsuper OR o.rolbypassrls)
    GROUP BY p.polname, p.polrelid HAVING bool_or(r.role = c.relowner AND o.oid IS NOT NULL)
  LOOP
    EXECUTE format('ALTER POLICY %I ON %s TO %s', one.polname, one.polrelid::regclass, array_to_string(one.roles, ', '));
  END LOOP;
  UPDATE pg_catalog.pg_default_acl SET defaclrole = '${OWNER}'::regrole
    WHERE defaclrole IN (SELECT oid FROM pg_roles WHERE rolsuper OR rolbypassrls);
  FOR one IN SELECT m.roleid::regrole AS role FROM pg_auth_members m
    WHERE m.member = current_user::regrole AND pg_get_userbyid(m.roleid) !~ '^pg_'
  LOOP
    EXECUTE format('GRANT %s TO ${OWNER}', one.role);
  END LOOP;
  FOR one IN
    WITH bypassing AS (SELECT oid FROM pg_roles WHERE rolsuper OR rolbypassrls)
    SELECT format('ALTER SCHEMA %I OWNER TO ${OWNER}', n.nspname) AS command FROM pg_namespace n
      WHERE ${OURS} AND n.nspowner IN (SELECT oid FROM bypassing)
    UNION ALL
    SELECT format(CASE c.relkind WHEN 'v' THEN 'GRANT ALL ON %s %I.%I TO ${OWNER}' ELSE 'ALTER %s %I.%I OWNER TO ${OWNER}' END,
        CASE c.relkind WHEN 'v' THEN 'TABLE' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND ${NOT_OF_EXTENSION('pg_class')} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND c.relowner IN (SELECT oid FROM bypassing) AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO ${OWNER}', c.oid::regprocedure)
      FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace
      WHERE ${OURS} AND ${NOT_OF_EXTENSION('pg_proc')} AND c.proowner IN (SELECT oid FROM bypassing)
    UNION ALL
    SELECT format('ALTER %s %I.%I OWNER TO ${OWNER}', CASE c.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, c.typname)
      FROM pg_type c JOIN pg_namespace n ON n.oid = c.typnamespace LEFT JOIN pg_class k ON k.oid = c.typrelid
      WHERE ${OURS} AND ${NOT_OF_EXTENSION('pg_type')} AND c.typtype IN ('c', 'd', 'e', 'r') AND coalesce(k.relkind, 'c') = 'c'
        AND c.typowner IN (SELECT oid FROM bypassing)
  LOOP
    EXECUTE one.command;
  END LOOP;
END
$owner$;`;

/** Creates a role whose privileges all come from one membership. */
export const MAKE_ROLE = `
CREATE FUNCTION baseline_verify.make_role(session text, member_of text) RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
  EXECUTE format('CREATE ROLE %I NOLOGIN', session);
  IF member_of <> 'public' THEN EXECUTE format('GRANT %I TO %I', member_of, session); END IF;
END
$make$;`;

/** A view reads with its owner's rights, even for a superuser. */
export const LET_OWNERS_BYPASS = `
CREATE FUNCTION baseline_verify.let_owners_bypass() RETURNS void LANGUAGE plpgsql AS $bypass$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT DISTINCT c.relowner::regrole AS role FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_roles r ON r.oid = c.relowner WHERE c.relkind = 'v' AND NOT r.rolsuper AND ${OURS}
  LOOP
    EXECUTE format('ALTER ROLE %s BYPASSRLS', one.role);
  END LOOP;
END
$bypass$;`;
