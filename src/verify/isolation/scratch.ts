/**
 * What verify puts into the database, in a transaction that is rolled back at the end: a fresh owner who is no superuser,
 * functions that make rows and that attack as somebody, and triggers that see whose rows are written.
 */
import type { Database } from '../engine.js';
import { ATTEMPT } from './attempt.js';
import { NOT_OF_EXTENSION, OURS, type Schema } from './relations.js';
import { literal } from './values.js';

export const OWNER = 'baseline_verify_owner';

/**
 * Whoever loaded the baseline may pass every policy by, in PGlite always. So all that such a role owns goes to one that may
 * not, with what was made for it by name: policies, default privileges, memberships.
 */
const FRESH_OWNER = `
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
    SELECT format('ALTER %s %I.%I OWNER TO ${OWNER}', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
        WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname)
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

/** What would refuse rows made by type alone. Keys stay: they are among what is attacked. */
const WITHOUT_CHECKS = `
DO $checks$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT o.conname, o.conrelid::regclass AS relation FROM pg_constraint o
    JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE o.contype IN ('c', 'x') AND o.coninhcount = 0 AND o.conparentid = 0 AND ${OURS} AND ${NOT_OF_EXTENSION('pg_class')}
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.relation, one.conname);
  END LOOP;
  FOR one IN SELECT o.conname, c.oid::regtype AS domain FROM pg_constraint o
    JOIN pg_type c ON c.oid = o.contypid JOIN pg_namespace n ON n.oid = c.typnamespace
    WHERE o.contype IN ('c', 'n') AND ${OURS} AND ${NOT_OF_EXTENSION('pg_type')}
  LOOP
    EXECUTE format('ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.domain, one.conname);
  END LOOP;
END
$checks$;`;

/**
 * Sequences keep what is written to them when a transaction ends in an error, so they tell that another tenant's row was
 * within reach even if nothing came of it. BEFORE sees the row that was there, AFTER the one that the policies let pass.
 */
const WATCH = `
CREATE SEQUENCE baseline_verify.theirs;
CREATE SEQUENCE baseline_verify.nobodys;
CREATE FUNCTION baseline_verify.watch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $watch$
DECLARE
  tenant text;
BEGIN
  IF TG_LEVEL = 'STATEMENT' THEN
    PERFORM setval('baseline_verify.theirs', TG_RELID::int8);
    RETURN NULL;
  END IF;
  tenant := (CASE WHEN TG_WHEN = 'BEFORE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END) ->> TG_ARGV[0];
  IF tenant IS NULL THEN
    PERFORM setval('baseline_verify.nobodys', TG_RELID::int8);
  ELSIF tenant <> current_setting('baseline_verify.own', true) THEN
    PERFORM setval('baseline_verify.theirs', TG_RELID::int8);
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$watch$;
CREATE FUNCTION baseline_verify.watch_table(relation regclass, tenant text) RETURNS void LANGUAGE plpgsql AS $table$
DECLARE
  leaf regclass;
BEGIN
  EXECUTE format('CREATE TRIGGER zz_baseline_verify_old BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION baseline_verify.watch(%L)', relation, tenant);
  EXECUTE format('CREATE TRIGGER zz_baseline_verify_new AFTER INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION baseline_verify.watch(%L)', relation, tenant);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_baseline_verify_old, ENABLE ALWAYS TRIGGER zz_baseline_verify_new', relation);
  FOR leaf IN SELECT relation UNION SELECT relid FROM pg_partition_tree(relation)
  LOOP
    EXECUTE format('CREATE TRIGGER zz_baseline_verify_all BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION baseline_verify.watch()', leaf);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_baseline_verify_all', leaf);
    IF leaf <> relation THEN
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_baseline_verify_old, ENABLE ALWAYS TRIGGER zz_baseline_verify_new', leaf);
    END IF;
  END LOOP;
END
$table$;`;

/** The first of several statements that makes the row. Answers with those that none made, and why. */
const FILL = `
CREATE FUNCTION baseline_verify.fill(made jsonb) RETURNS TABLE (at int, why text) LANGUAGE plpgsql AS $fill$
DECLARE
  one record;
  statement text;
BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR one IN SELECT n, value FROM jsonb_array_elements(made) WITH ORDINALITY e(value, n) LOOP
    why := NULL;
    FOR statement IN SELECT jsonb_array_elements_text(one.value) LOOP
      BEGIN
        EXECUTE statement;
        why := NULL;
        EXIT;
      EXCEPTION WHEN OTHERS THEN
        why := coalesce(why, SQLERRM);
      END;
    END LOOP;
    IF why IS NOT NULL THEN
      at := one.n - 1;
      RETURN NEXT;
    END IF;
  END LOOP;
  PERFORM set_config('session_replication_role', 'origin', true);
END
$fill$;`;

/** A role that has nothing but what it is a member of. */
const MAKE_ROLE = `
CREATE FUNCTION baseline_verify.make_role(session text, member_of text) RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
  EXECUTE format('CREATE ROLE %I NOLOGIN', session);
  IF member_of <> 'public' THEN EXECUTE format('GRANT %I TO %I', member_of, session); END IF;
END
$make$;`;

/** A materialized view is refreshed with its owner's rights, and over forced tables stores nothing then. */
const REFRESH = `
CREATE FUNCTION baseline_verify.refresh() RETURNS void LANGUAGE plpgsql AS $refresh$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT c.oid::regclass AS relation, c.relowner::regrole AS owner FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND ${OURS} ORDER BY c.oid
  LOOP
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO CURRENT_USER', one.relation);
    EXECUTE format('REFRESH MATERIALIZED VIEW %s', one.relation);
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO %s', one.relation, one.owner);
  END LOOP;
END
$refresh$;`;

export async function prepareScratch(database: Database): Promise<void> {
  await database.run(
    `CREATE SCHEMA baseline_verify; ${WATCH} ${FILL} ${REFRESH} ${ATTEMPT} ${MAKE_ROLE} ${WITHOUT_CHECKS} ${FRESH_OWNER}`,
  );
}

export async function watchTables(database: Database, schema: Schema): Promise<void> {
  const watched = [...schema.relations.values()].filter(
    ({ kind, id, root, tenant }) => (kind === 'r' || kind === 'p') && id === root && tenant !== undefined,
  );
  const calls = watched.map(({ id, tenant, columns }) => {
    const { plain } = columns.find(({ name }) => name === tenant)!;
    return `SELECT baseline_verify.watch_table(${id}, ${literal(plain)});`;
  });
  await database.run(calls.join('\n'));
}
