/** Triggers that record whose rows are written. */
import type { Database } from '../../engine/engine.js';
import type { Schema } from './relations.js';
import { literal } from './values.js';

/**
 * Sequences keep their values after a rollback, so they show that another tenant's row was reached even if the
 * statement failed. Deleted rows are recorded before foreign keys can refuse; others after the policies.
 */
export const WATCH = `
CREATE SEQUENCE baseline_verify.theirs;
CREATE SEQUENCE baseline_verify.nobodys;
CREATE FUNCTION baseline_verify.watch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $watch$
DECLARE
  row jsonb;
BEGIN
  IF TG_LEVEL = 'STATEMENT' THEN
    PERFORM setval('baseline_verify.theirs', TG_RELID::int8);
    RETURN NULL;
  END IF;
  FOREACH row IN ARRAY CASE TG_OP WHEN 'DELETE' THEN ARRAY[to_jsonb(OLD)] WHEN 'INSERT' THEN ARRAY[to_jsonb(NEW)]
    ELSE ARRAY[to_jsonb(OLD), to_jsonb(NEW)] END
  LOOP
    IF row ->> TG_ARGV[0] IS NULL THEN
      PERFORM setval('baseline_verify.nobodys', TG_RELID::int8);
    ELSIF row ->> TG_ARGV[0] <> current_setting('baseline_verify.own', true) THEN
      PERFORM setval('baseline_verify.theirs', TG_RELID::int8);
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$watch$;
CREATE FUNCTION baseline_verify.watch_table(relation regclass, tenant text) RETURNS void LANGUAGE plpgsql AS $table$
DECLARE
  leaf regclass;
BEGIN
  EXECUTE format('CREATE TRIGGER zz_baseline_verify_old BEFORE DELETE ON %s FOR EACH ROW EXECUTE FUNCTION baseline_verify.watch(%L)', relation, tenant);
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
