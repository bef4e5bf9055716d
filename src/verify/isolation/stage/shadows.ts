/**
 * Temporary objects that shadow names which routines look up. PostgreSQL searches a session's temporary schema
 * before `pg_catalog`, for tables and types, unless the path names pg_temp: so a role that may create temporary
 * objects decides what such a name means in a routine that runs with another role's rights. Functions and operators
 * are never looked up there, which is tested too.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import { NOT_OF_EXTENSION, OURS } from './relations.js';

/** Instead of a routine's oid: code ran as another role, with no routine of the baseline on the stack. */
export const NO_ROUTINE = 1;

/**
 * Runs in place of the shadowed object, and records whether it runs as another role than the session's, and within
 * which routine. Its search path is closed, so that its own names cannot be shadowed.
 */
export const TRESPASS = `
CREATE SEQUENCE baseline_verify.trespassed;
GRANT USAGE ON SCHEMA baseline_verify TO PUBLIC;
GRANT UPDATE ON SEQUENCE baseline_verify.trespassed TO PUBLIC;
CREATE FUNCTION baseline_verify.trespass() RETURNS boolean LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp AS $trespass$
DECLARE
  stack text;
  routine oid;
BEGIN
  IF current_user = session_user OR session_user !~ '^baseline_verify_[0-9]+$' THEN RETURN true; END IF;
  GET DIAGNOSTICS stack = PG_CONTEXT;
  SELECT c.oid INTO routine
    FROM regexp_split_to_table(stack, '\\n') WITH ORDINALITY l(line, n)
    CROSS JOIN LATERAL (SELECT (regexp_match(l.line, '^PL/pgSQL function (.+?\\))(?: |$)'))[1] AS signature,
      (regexp_match(l.line, '^SQL function "(.+)" (?:statement|during)'))[1] AS name) called
    JOIN pg_proc c ON c.proname = called.name OR c.oid::regprocedure::text = called.signature
      OR (called.signature IS NOT NULL AND regexp_replace(called.signature, '\\(.*$', '') = quote_ident(c.proname))
    JOIN pg_namespace n ON n.oid = c.pronamespace
    WHERE ${OURS} ORDER BY l.n, c.oid::regprocedure::text = called.signature DESC, c.oid LIMIT 1;
  IF routine = ANY (string_to_array(nullif(current_setting('baseline_verify.skip', true), ''), ',')::oid[]) THEN RETURN true; END IF;
  PERFORM setval('baseline_verify.trespassed', coalesce(routine::int8, ${NO_ROUTINE}));
  RETURN true;
END
$trespass$;
CREATE FUNCTION baseline_verify.trespass_trigger() RETURNS trigger LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp AS $trespass$
BEGIN
  PERFORM baseline_verify.trespass();
  RETURN NULL;
END
$trespass$;`;

/**
 * Of two tables with the same name, in two schemas, one is enough. Routines that have run in this session are
 * compiled again: their variables would keep the old types.
 */
export const SHADOW = `
CREATE FUNCTION baseline_verify.shadow() RETURNS void LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp AS $shadow$
DECLARE
  one record;
  keys record;
BEGIN
  FOR one IN SELECT DISTINCT ON (c.relname) c.oid AS id, quote_ident(c.relname) AS name, format('%I.%I', n.nspname, c.relname) AS original,
      c.relkind IN ('r', 'p') AS "isTable", (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS} AND ${NOT_OF_EXTENSION('pg_class')}
    ORDER BY c.relname, n.nspname
  LOOP
    EXECUTE format('CREATE TABLE pg_temp.%s (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY)', one.name, one.original);
    -- ON CONFLICT asks for them. Those over expressions may name the whole row, which LIKE cannot copy.
    FOR keys IN SELECT (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])) AS columns
      FROM pg_index i WHERE i.indrelid = one.id AND i.indisunique AND i.indexprs IS NULL AND i.indpred IS NULL
    LOOP
      EXECUTE format('CREATE UNIQUE INDEX ON pg_temp.%s (%s)', one.name, keys.columns);
    END LOOP;
    -- A policy is asked about rows only.
    IF one."isTable" AND one.columns IS NOT NULL THEN
      EXECUTE format('INSERT INTO pg_temp.%1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %3$s LIMIT 1', one.name, one.columns, one.original);
    END IF;
    EXECUTE format('GRANT ALL ON pg_temp.%s TO PUBLIC', one.name);
    EXECUTE format('CREATE TRIGGER trespass BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON pg_temp.%s FOR EACH STATEMENT EXECUTE FUNCTION baseline_verify.trespass_trigger()', one.name);
    EXECUTE format('ALTER TABLE pg_temp.%s ENABLE ROW LEVEL SECURITY', one.name);
    EXECUTE format('CREATE POLICY trespass ON pg_temp.%s USING (baseline_verify.trespass())', one.name);
  END LOOP;
  FOR one IN SELECT DISTINCT ON (c.typname) quote_ident(c.typname) AS name, c.oid::regtype AS original
    FROM pg_type c JOIN pg_namespace n ON n.oid = c.typnamespace LEFT JOIN pg_class k ON k.oid = c.typrelid
    WHERE c.typcategory <> 'A' AND c.typisdefined AND coalesce(k.relkind, 'c') = 'c'
      AND ((n.nspname = 'pg_catalog' AND c.typtype IN ('b', 'r', 'm') AND NOT EXISTS (SELECT FROM pg_type a WHERE a.typarray = c.oid))
        OR (${OURS} AND c.typtype IN ('b', 'c', 'd', 'e', 'm', 'r') AND ${NOT_OF_EXTENSION('pg_type')}))
      AND NOT EXISTS (SELECT FROM pg_type t WHERE t.typname = c.typname AND t.typnamespace = pg_my_temp_schema())
    ORDER BY c.typname, n.nspname
  LOOP
    EXECUTE format('CREATE DOMAIN pg_temp.%s AS %s CHECK (baseline_verify.trespass())', one.name, one.original);
  END LOOP;
  FOR one IN SELECT DISTINCT quote_ident(c.proname) AS name, oidvectortypes(c.proargtypes) AS arguments, c.prorettype::regtype AS result
    FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace JOIN pg_type r ON r.oid = c.prorettype
    WHERE ${OURS} AND c.prokind = 'f' AND c.proargmodes IS NULL AND NOT c.proretset AND c.provariadic = 0 AND r.typtype <> 'p'
      AND NOT EXISTS (SELECT FROM pg_type a WHERE a.oid = ANY (c.proargtypes::oid[]) AND a.typtype = 'p')
  LOOP
    EXECUTE format('CREATE FUNCTION pg_temp.%s(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN PERFORM baseline_verify.trespass(); RETURN NULL; END''', one.name, one.arguments, one.result);
  END LOOP;
  FOR one IN SELECT o.oid, o.oprleft::regtype AS type FROM pg_operator o JOIN pg_type t ON t.oid = o.oprleft
    WHERE o.oprname = '=' AND o.oprleft = o.oprright AND o.oprnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b'
  LOOP
    EXECUTE format('CREATE FUNCTION pg_temp.equal_%s(%s, %s) RETURNS boolean LANGUAGE plpgsql AS ''BEGIN RETURN baseline_verify.trespass(); END''', one.oid, one.type, one.type);
    EXECUTE format('CREATE OPERATOR pg_temp.= (LEFTARG = %s, RIGHTARG = %s, FUNCTION = pg_temp.equal_%s)', one.type, one.type, one.oid);
  END LOOP;
  UPDATE pg_proc c SET procost = c.procost FROM pg_namespace n WHERE n.oid = c.pronamespace AND ${OURS};
END
$shadow$;`;
