/**
 * What verify adds to the database, in a transaction that is rolled back: functions that make rows, prepare attacks,
 * and attack as a principal.
 */
import type { Database } from '../../engine/engine.js';
import { ATTEMPT } from './attempt.js';
import { FILL } from './filling.js';
import { IDENTIFY } from './identity.js';
import { FRESH_OWNER, LET_OWNERS_BYPASS, MAKE_ROLE } from './owner.js';
import { NOT_OF_EXTENSION, OURS } from './relations.js';
import { SHADOW, TRESPASS } from './shadows.js';
import { WATCH } from './writeCanaries.js';

/** Drops checks that would refuse generated rows. Keys stay: they are attacked too. */
const WITHOUT_CHECKS = `
DO $checks$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT o.conrelid::regclass AS relation, string_agg(format('DROP CONSTRAINT IF EXISTS %I CASCADE', o.conname), ', ') AS actions
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE o.contype = 'c' AND o.coninhcount = 0 AND o.conparentid = 0 AND ${OURS} AND ${NOT_OF_EXTENSION('pg_class')}
    GROUP BY o.conrelid
  LOOP
    EXECUTE format('ALTER TABLE %s %s', one.relation, one.actions);
  END LOOP;
  FOR one IN SELECT o.conname, c.oid::regtype AS domain FROM pg_constraint o
    JOIN pg_type c ON c.oid = o.contypid JOIN pg_namespace n ON n.oid = c.typnamespace
    WHERE o.contype IN ('c', 'n') AND ${OURS} AND ${NOT_OF_EXTENSION('pg_type')}
  LOOP
    EXECUTE format('ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.domain, one.conname);
  END LOOP;
END
$checks$;`;

/** Makes ALWAYS triggers and rules fire for the application only, and disables REPLICA ones: replica mode stops all. */
const TRIGGERS_OF_ORIGIN = `
DO $origin$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT t.tgrelid::regclass AS relation, 'TRIGGER' AS what, t.tgname AS name, t.tgenabled AS enabled
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled IN ('A', 'R') AND ${OURS}
    UNION ALL SELECT r.ev_class::regclass, 'RULE', r.rulename, r.ev_enabled
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND r.ev_enabled IN ('A', 'R') AND ${OURS}
  LOOP
    EXECUTE format('ALTER TABLE %s %s %s %I', one.relation, CASE one.enabled WHEN 'A' THEN 'ENABLE' ELSE 'DISABLE' END, one.what, one.name);
  END LOOP;
END
$origin$;`;

/**
 * Removes what would stop attacks for other reasons: publications need a replica identity of deleted rows, event
 * triggers refuse verify's DDL, and foreign tables lead to other servers, which may not answer for minutes.
 */
const WITHOUT_OTHERS = `
DO $others$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT format('ALTER EVENT TRIGGER %I DISABLE', evtname) FROM pg_event_trigger
    UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
    UNION ALL SELECT format(CASE WHEN c.relispartition THEN 'ALTER TABLE %1$s DETACH PARTITION %2$s' ELSE 'ALTER FOREIGN TABLE %2$s NO INHERIT %1$s' END,
        i.inhparent::regclass, i.inhrelid::regclass)
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'f'
    UNION ALL SELECT format('ALTER SERVER %I OPTIONS (%s host ''/nowhere'')', s.srvname, CASE WHEN 'host' = ANY (o.names) THEN 'SET' ELSE 'ADD' END)
        || CASE WHEN 'hostaddr' = ANY (o.names) THEN format('; ALTER SERVER %I OPTIONS (DROP hostaddr)', s.srvname) ELSE '' END
      FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
      CROSS JOIN LATERAL (SELECT array_agg(option_name) AS names FROM pg_options_to_table(s.srvoptions)) o
      WHERE w.fdwhandler <> 0 AND w.fdwhandler::regproc::text ~ '(^|\\.)postgres_fdw_handler$'
  LOOP
    EXECUTE command;
  END LOOP;
END
$others$;`;

/** Adds a partition for all tenants to tables that have none yet, or one for each tenant. */
const PARTITION_FOR_ALL = `
CREATE FUNCTION baseline_verify.partition_for_all(per_tenant oid[]) RETURNS void LANGUAGE plpgsql AS $partition$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT c.oid::regclass AS relation, c.oid, p.partstrat FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE (NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid)
        OR (p.partstrat <> 'h' AND p.partdefid = 0 AND c.oid = ANY (per_tenant))) AND ${OURS}
  LOOP
    EXECUTE format('CREATE TABLE baseline_verify.part_%s PARTITION OF %s %s', one.oid, one.relation,
      CASE one.partstrat WHEN 'h' THEN 'FOR VALUES WITH (MODULUS 1, REMAINDER 0)' ELSE 'DEFAULT' END);
  END LOOP;
END
$partition$;`;

/** Disables user triggers; foreign keys and verify's own triggers stay. */
const DISABLE_TRIGGERS = `
CREATE FUNCTION baseline_verify.disable_triggers() RETURNS void LANGUAGE plpgsql AS $disable$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT t.tgrelid::regclass AS relation, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgname !~ '^zz_baseline_verify' AND c.relkind IN ('r', 'p') AND ${OURS}
  LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', one.relation, one.tgname);
  END LOOP;
END
$disable$;`;

/**
 * Disables triggers that put rows on hold: they refuse to delete a row before the attack reaches another tenant's.
 * The prefix of their names can be configured.
 */
const WITHOUT_HOLDS = `
DO $holds$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT t.tgrelid::regclass AS relation, t.tgname FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgname ~ '^zzz+_.*_hold(_truncate)?$'
  LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', one.relation, one.tgname);
  END LOOP;
END
$holds$;`;

/** Removes what may refuse: rows that refer to these tables, all parents but one of a row of `whose`, other keys. */
const KEEP = `
CREATE FUNCTION baseline_verify.keep(tables oid[], key oid, path oid[], whose text) RETURNS void LANGUAGE plpgsql AS $keep$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT DISTINCT o.conrelid::regclass AS relation FROM pg_constraint o
    WHERE o.contype = 'f' AND o.conparentid = 0 AND o.confrelid = ANY (tables) AND NOT o.conrelid = ANY (tables)
  LOOP
    EXECUTE format('DELETE FROM %s', one.relation);
  END LOOP;
  FOR one IN SELECT o.confrelid::regclass AS parent, o.conrelid::regclass AS child,
      (SELECT string_agg(format('p.%I = c.%I', a.attname, b.attname), ' AND ') FROM unnest(o.confkey, o.conkey) k(p, c)
        JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.p JOIN pg_attribute b ON b.attrelid = o.conrelid AND b.attnum = k.c) AS matching
    FROM pg_constraint o WHERE o.oid = key
  LOOP
    EXECUTE format('DELETE FROM %s p WHERE NOT EXISTS (SELECT FROM (SELECT * FROM %s c WHERE %s AND EXISTS (SELECT FROM %s p WHERE %s) ORDER BY ctid LIMIT 1) c WHERE %s)',
      one.parent, one.child, whose, one.parent, one.matching, one.matching);
  END LOOP;
  FOR one IN SELECT o.conrelid::regclass AS child, o.conname FROM pg_constraint o
    WHERE o.contype = 'f' AND o.conparentid = 0 AND o.conrelid = ANY (tables) AND o.oid <> ALL (path)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.child, one.conname);
  END LOOP;
END
$keep$;`;

/** A materialized view is refreshed with its owner's rights, so that FORCE on its tables would leave it empty. */
const REFRESH = `
CREATE FUNCTION baseline_verify.refresh() RETURNS void LANGUAGE plpgsql AS $refresh$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT c.oid::regclass AS relation, c.relowner::regrole AS owner FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND ${OURS} ORDER BY c.oid
  LOOP
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO CURRENT_USER', one.relation);
    BEGIN
      EXECUTE format('REFRESH MATERIALIZED VIEW %s', one.relation);
    EXCEPTION WHEN OTHERS THEN
      NULL; -- It shows nothing then, which is told of it.
    END;
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO %s', one.relation, one.owner);
  END LOOP;
END
$refresh$;`;

/** A sleeping call shows nothing, and generated arguments may make it sleep for minutes. */
const WITHOUT_WAITING = `REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8), pg_catalog.pg_sleep_for(interval), pg_catalog.pg_sleep_until(timestamptz) FROM PUBLIC;`;

export async function prepareScratch(database: Database): Promise<void> {
  const functions = [
    PARTITION_FOR_ALL,
    WATCH,
    TRESPASS,
    SHADOW,
    FILL,
    REFRESH,
    DISABLE_TRIGGERS,
    KEEP,
    IDENTIFY,
    LET_OWNERS_BYPASS,
    ATTEMPT,
    MAKE_ROLE,
  ];
  await database.run(
    `${WITHOUT_OTHERS} ${WITHOUT_WAITING} CREATE SCHEMA baseline_verify; ${functions.join('\n')} ${WITHOUT_CHECKS} ${WITHOUT_HOLDS} ${TRIGGERS_OF_ORIGIN} ${FRESH_OWNER}`,
  );
}
