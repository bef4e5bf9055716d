/** Which values a type takes: the database is asked, since domains have rules of their own. */
import type { Database, Row } from '../../engine/engine.js';
import { literal } from '../base/literal.js';

/** For this session. Versions before 16 have no function that looks without failing. */
const MAKE = `CREATE OR REPLACE FUNCTION pg_temp.pg_baseline_taken(value text, type text) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN EXECUTE pg_catalog.format('SELECT %L::%s', value, type); RETURN true;
  EXCEPTION WHEN OTHERS THEN RETURN false; END $$`;

export const startAccepting = (database: Database): Promise<void> => database.run(MAKE);
/** It must not be part of the schema that is compared. */
export const endAccepting = (database: Database): Promise<void> =>
  database.run('DROP FUNCTION IF EXISTS pg_temp.pg_baseline_taken(text, text)');

/** By column: those of its values that its type takes. */
export async function accepted(
  database: Database,
  asked: ReadonlyMap<string, { readonly type: string; readonly values: readonly string[] }>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = [...asked].flatMap(([name, { type, values }]) =>
    values.map((value, n) => `(${literal(name)}, ${literal(type)}, ${literal(value)}, ${n})`),
  );
  const out = new Map<string, string[]>([...asked.keys()].map((name) => [name, []]));
  if (rows.length === 0) return out;
  const found = await database.query<{ name: string; value: string } & Row>(
    `SELECT v.name, v.value FROM (VALUES ${rows.join(',')}) v(name, type, value, n)
     WHERE pg_temp.pg_baseline_taken(v.value, v.type) ORDER BY v.n`,
  );
  for (const { name, value } of found) out.get(name)?.push(value);
  return out;
}
