/**
 * The routines of the backfill, in a schema of their own that the contract drops: they fill one column of one table in batches,
 * each in a transaction of its own. https://www.postgresql.org/docs/current/plpgsql-transactions.html
 */
import { doBlock, dollarQuote } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';

/** The comment by which the schema is known as ours. */
export const SCHEMA_COMMENT = 'State of pg-baseline adopt; the contract step drops it';

/** True in SQL where the schema is ours. */
export const isOurs = (schema: string): string =>
  `obj_description(to_regnamespace(${quoteLiteral(quoteIdentifier(schema))}), 'pg_namespace') = ${quoteLiteral(SCHEMA_COMMENT)}`;

/** Unqualified names are those of pg_catalog, in every transaction. */
const settings = (schema: string): string => `CREATE OR REPLACE FUNCTION ${schema}.begin_batch() RETURNS void
LANGUAGE sql
AS ${dollarQuote(
  `
SELECT pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('row_security', 'off', true),
  pg_catalog.set_config('lock_timeout', '30s', true);
`,
  'batch',
)};`;

/** Statements that end what this one suspends: policies for the owner, triggers and rules of UPDATE. */
const suspend = (
  schema: string,
): string => `CREATE OR REPLACE FUNCTION ${schema}.suspend(target regclass, readable regclass[]) RETURNS text[]
LANGUAGE plpgsql
AS ${dollarQuote(
  `
DECLARE
  one record;
  ends text[] := '{}';
BEGIN
  FOR one IN SELECT DISTINCT r AS relation FROM unnest(readable || target) r WHERE row_security_active(r) ORDER BY r LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', one.relation);
    ends := ends || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', one.relation);
  END LOOP;
  FOR one IN
    SELECT tgname, tgenabled FROM pg_trigger
    WHERE tgrelid = target AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype & 16 <> 0
    ORDER BY tgname
  LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', target, one.tgname);
    ends := ends || format('ALTER TABLE %s ENABLE %s %I', target,
      CASE one.tgenabled WHEN 'A' THEN 'ALWAYS TRIGGER' ELSE 'TRIGGER' END, one.tgname);
  END LOOP;
  FOR one IN
    SELECT rulename, ev_enabled FROM pg_rewrite
    WHERE ev_class = target AND ev_type = '2' AND ev_enabled IN ('O', 'A')
    ORDER BY rulename
  LOOP
    EXECUTE format('ALTER TABLE %s DISABLE RULE %I', target, one.rulename);
    ends := ends || format('ALTER TABLE %s ENABLE %s %I', target,
      CASE one.ev_enabled WHEN 'A' THEN 'ALWAYS RULE' ELSE 'RULE' END, one.rulename);
  END LOOP;
  RETURN ends;
END
`,
  'suspend',
)};`;

const resume = (
  schema: string,
): string => `CREATE OR REPLACE FUNCTION ${schema}.resume(ends text[]) RETURNS void
LANGUAGE plpgsql
AS ${dollarQuote(
  `
DECLARE
  one text;
BEGIN
  -- Deferred checks of this transaction would stop ALTER TABLE.
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH one IN ARRAY ends LOOP
    EXECUTE one;
  END LOOP;
END
`,
  'resume',
)};`;

/** Stops where the rows that one refers to belong to several tenants. */
const agree = (
  schema: string,
): string => `CREATE OR REPLACE PROCEDURE ${schema}.agree(target regclass, attribute text, readable regclass[], tenants text[])
LANGUAGE plpgsql
AS ${dollarQuote(
  `
DECLARE
  ends text[] := ${schema}.suspend(target, readable);
  rows_found bigint;
  found_by text := format(
    'SELECT * FROM %s AS t WHERE %I IS NULL AND (SELECT count(DISTINCT tenant) FROM unnest(ARRAY[%s]) AS tenant) > 1',
    target, attribute, array_to_string(tenants, ', '));
BEGIN
  EXECUTE format('SELECT count(*) FROM (%s) AS found', found_by) INTO rows_found;
  PERFORM ${schema}.resume(ends);
  IF rows_found > 0 THEN
    RAISE EXCEPTION 'Table % has % rows that refer to rows of several tenants', target, rows_found
      USING HINT = format('Correct them; this finds them: %s', found_by);
  END IF;
END
`,
  'agree',
)};`;

const fill = (schema: string): string => `CREATE OR REPLACE PROCEDURE ${schema}.fill(
  target text, attribute text, expression text, readable text[] DEFAULT '{}', tenants text[] DEFAULT '{}',
  finished_by text DEFAULT NULL, batch integer DEFAULT 250
)
LANGUAGE plpgsql
AS ${dollarQuote(
  `
DECLARE
  whole regclass;
  parents regclass[];
  part regclass;
  parts regclass[];
  ends text[];
  block bigint;
  blocks bigint;
  is_whole_pass boolean;
  changed bigint;
  pass_rows bigint;
BEGIN
  -- Fails in a transaction: each batch is one.
  COMMIT;
  PERFORM ${schema}.begin_batch();
  whole := target::regclass;
  parents := readable::regclass[];
  -- The contract has run.
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = whole AND attname = attribute AND attnotnull) THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM pg_policy WHERE polrelid = whole AND polname = finished_by) THEN
    RETURN;
  END IF;
  IF cardinality(tenants) > 1 THEN
    CALL ${schema}.agree(whole, attribute, parents, tenants);
    COMMIT;
    PERFORM ${schema}.begin_batch();
  END IF;
  parts := ARRAY(
    WITH RECURSIVE tree AS (
      SELECT whole::oid AS relation
      UNION
      SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = relation
    )
    SELECT oid::regclass FROM tree JOIN pg_class ON oid = relation WHERE relkind = 'r' ORDER BY oid
  );
  FOREACH part IN ARRAY parts LOOP
    block := coalesce(
      (SELECT next_block FROM ${schema}.progress WHERE relation = part::text AND filled = attribute), 0);
    LOOP
      is_whole_pass := block = 0;
      pass_rows := 0;
      blocks := pg_relation_size(part) / current_setting('block_size')::bigint;
      WHILE block < blocks LOOP
        ends := ${schema}.suspend(part, parents);
        EXECUTE format(
          'UPDATE ONLY %1$s AS t SET %2$I = %3$s WHERE t.%2$I IS NULL AND t.ctid >= $1 AND t.ctid < $2 AND %3$s IS NOT NULL',
          part, attribute, expression)
        USING format('(%s,0)', block)::tid, format('(%s,0)', block + batch)::tid;
        GET DIAGNOSTICS changed = ROW_COUNT;
        PERFORM ${schema}.resume(ends);
        block := block + batch;
        pass_rows := pass_rows + changed;
        INSERT INTO ${schema}.progress AS p (relation, filled, next_block, rows_filled)
        VALUES (part::text, attribute, CASE WHEN block < blocks THEN block ELSE 0 END, changed)
        ON CONFLICT (relation, filled) DO UPDATE
        SET next_block = excluded.next_block, rows_filled = p.rows_filled + excluded.rows_filled, changed_at = now();
        COMMIT;
        PERFORM ${schema}.begin_batch();
        IF changed > 0 THEN
          RAISE NOTICE '%: % rows filled, block % of %', part, changed, least(block, blocks), blocks;
        END IF;
      END LOOP;
      -- Rows that refer to rows of the same table may have got a source in this pass.
      EXIT WHEN pass_rows = 0 AND is_whole_pass;
      block := 0;
    END LOOP;
  END LOOP;
  COMMIT;
END
`,
  'fill',
)};`;

/** The schema with progress and routines. */
export function stateTexts(name: string, tab: string): string[] {
  const schema = quoteIdentifier(name);
  const stop = `RAISE EXCEPTION 'Schema % exists and is not from pg-baseline adopt', ${quoteLiteral(name)};`;
  const create = [
    `${tab}IF to_regnamespace(${quoteLiteral(schema)}) IS NULL THEN`,
    `${tab}${tab}CREATE SCHEMA ${schema};`,
    `${tab}${tab}COMMENT ON SCHEMA ${schema} IS ${quoteLiteral(SCHEMA_COMMENT)};`,
    `${tab}ELSIF (${isOurs(name)}) IS NOT TRUE THEN`,
    `${tab}${tab}${stop}`,
    `${tab}END IF;`,
  ];
  return [
    `${doBlock('baseline', create)};`,
    `CREATE TABLE IF NOT EXISTS ${schema}.progress (
  relation text NOT NULL,
  filled text NOT NULL,
  next_block bigint NOT NULL,
  rows_filled bigint NOT NULL,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  PRIMARY KEY (relation, filled)
);`,
    ...[settings, suspend, resume, agree, fill].map((text) => text(schema)),
  ];
}

/** Drops it, where it is ours. */
export function dropStateText(name: string, tab: string): string {
  return `${doBlock('baseline', [
    `${tab}IF ${isOurs(name)} THEN`,
    `${tab}${tab}DROP SCHEMA ${quoteIdentifier(name)} CASCADE;`,
    `${tab}END IF;`,
  ])};`;
}
