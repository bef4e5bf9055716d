/**
 * Inserts rows. A unique key may have so few values that one tenant's rows leave none to another: a single row, a
 * boolean, a few labels. That alone proves a leak, and the key is dropped so that the other tenant gets its row.
 */
import type { Database } from '../../engine/engine.js';
import type { Leak } from './leaks.js';
import { namingTheLast } from './lost.js';
import { OURS, type Relation } from './relations.js';
import type { Seed } from './values.js';

/**
 * Makes each row with the first statement that succeeds. Returns rows for which none did, why, and the violated key.
 */
export const FILL = `
CREATE FUNCTION baseline_verify.fill(made jsonb, mark text) RETURNS TABLE (at int, why text, state text, key text, of text) LANGUAGE plpgsql AS $fill$
DECLARE
  one record;
  statement text;
  which text;
  whose text;
BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR one IN SELECT n, value FROM jsonb_array_elements(made) WITH ORDINALITY e(value, n) LOOP
    why := NULL; state := NULL; key := NULL; of := NULL;
    RAISE INFO '% %', mark, one.n;
    FOR statement IN SELECT jsonb_array_elements_text(one.value) LOOP
      BEGIN
        EXECUTE statement;
        why := NULL;
        EXIT;
      EXCEPTION WHEN OTHERS THEN
        why := coalesce(why, SQLERRM);
        GET STACKED DIAGNOSTICS which = CONSTRAINT_NAME, whose = TABLE_NAME;
        IF SQLSTATE IN ('23505', '23P01') AND key IS NULL THEN state := SQLSTATE; key := which; of := whose; END IF;
      END;
    END LOOP;
    IF why IS NOT NULL THEN
      at := one.n - 1;
      RETURN NEXT;
    END IF;
  END LOOP;
  -- What is made later must not come upon these rows by its number.
  PERFORM setval(s.seqrelid::regclass, 10000) FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE 10000 BETWEEN s.seqmin AND s.seqmax AND ${OURS};
  PERFORM set_config('session_replication_role', 'origin', true);
END
$fill$;
CREATE FUNCTION baseline_verify.free(relation regclass, key text) RETURNS boolean LANGUAGE plpgsql AS $free$
BEGIN
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', relation, key);
  EXECUTE format('DROP INDEX IF EXISTS %s.%I', (SELECT relnamespace::regnamespace FROM pg_class WHERE oid = relation), key);
  RETURN true;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RETURN false;
END
$free$;`;

export interface Made {
  readonly relation: Relation;
  readonly seed: Seed;
  /** Alternatives; the first that succeeds makes the row. */
  readonly statements: readonly string[];
}

export interface Failed {
  readonly row: Made;
  readonly why: string;
  /** SQLSTATE of the key violation. */
  readonly state: string | null;
  readonly key: string | null;
  /** The table of the key. */
  readonly of: string | null;
}

export interface Filled {
  readonly failed: readonly Failed[];
  /** Keys whose values the rows of one tenant used up. */
  readonly taken: readonly Leak[];
}

export async function fill(database: Database, made: readonly Made[]): Promise<Filled> {
  let failed = await insert(database, made);
  const taken: Leak[] = [];
  const tried = new Set<string>();
  for (;;) {
    const missing = failed.find(
      ({ row, key, of }) =>
        key !== null &&
        of === row.relation.plain &&
        !tried.has(`${row.relation.id} ${key}`) &&
        isWithout(row, made, failed),
    );
    if (!missing) return { failed, taken };
    const { row, key, why, state } = missing;
    tried.add(`${row.relation.id} ${key}`);
    const [free] = await database.query<{ done: boolean }>(
      'SELECT baseline_verify.free($1::oid::regclass, $2) AS done',
      [row.relation.id, key],
    );
    if (!free!.done) continue;
    taken.push({
      relation: row.relation.name,
      attack: state === '23P01' ? 'exclusion' : 'unique',
      name: key!,
      statement: row.statements[0]!,
      shows: why,
    });
    const again = failed.filter((one) => one.row.relation === row.relation).map((one) => one.row);
    failed = [
      ...failed.filter((one) => one.row.relation !== row.relation),
      ...(await insert(database, again)),
    ];
  }
}

async function insert(database: Database, made: readonly Made[]): Promise<Failed[]> {
  const all = made.map(({ statements }) => statements);
  const failed = await namingTheLast(
    all.map(([first]) => ({ key: first!, statement: first! })),
    (mark) =>
      database.query<Omit<Failed, 'row'> & { at: number }>(
        'SELECT * FROM baseline_verify.fill($1::text::jsonb, $2)',
        [JSON.stringify(all), mark],
        mark,
      ),
  );
  return failed.map(({ at, ...rest }) => ({ row: made[at]!, ...rest }));
}

/** The tenant has no row, so another tenant's row is in the way. */
function isWithout(
  { relation, seed: { tenant } }: Made,
  made: readonly Made[],
  failed: readonly Failed[],
): boolean {
  if (relation.tenant === undefined || tenant === 'N') return false;
  const isIts = (row: Made): boolean => row.relation === relation && row.seed.tenant === tenant;
  return made.filter(isIts).length === failed.filter(({ row }) => isIts(row)).length;
}
