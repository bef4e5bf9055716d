/** All rows of a database as JSON, to compare those of tables that have gained or lost columns. */
import type { Database } from '../database.js';

type Fields = Readonly<Record<string, unknown>>;
export type Rows = ReadonlyMap<string, readonly Fields[]>;

const TABLES = `SELECT c.oid::regclass::text AS name FROM pg_class c
  WHERE c.relkind = 'r' AND c.oid >= 16384 AND c.relpersistence <> 't' ORDER BY 1`;

export async function rowsOf(database: Database): Promise<Rows> {
  const names = (await database.query(TABLES)).map(({ name }) => String(name));
  const each = names.map(
    (name) =>
      `SELECT '${name.replaceAll("'", "''")}' AS name, (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM ONLY ${name} r) AS rows`,
  );
  const found = await database.query(each.join(' UNION ALL '));
  return new Map(found.map(({ name, rows }) => [String(name), rows as Fields[]]));
}

/** The rows in one order, of the tables and columns that others have too. */
export function inCommon(rows: Rows, others: Rows): [table: string, rows: string[]][] {
  return [...rows].flatMap(([table, its]): [string, string[]][] => {
    const [other] = others.get(table) ?? [];
    if (!others.has(table)) return [];
    const shown = (row: Fields): string =>
      JSON.stringify(Object.entries(row).filter(([field]) => other === undefined || field in other));
    return [[table, its.map(shown).toSorted()]];
  });
}
