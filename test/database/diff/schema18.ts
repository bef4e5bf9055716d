/** Schemas of a case in PGlite, whose pg_dump writes them, and in a scratch database of a real server. */
import { type Database, type Engine } from '../../../src/verify/engine/engine.js';
import type { Case18 } from './cases18/case.js';

export const ROLE = 'reader_18';

const TIDY = 'DROP PUBLICATION IF EXISTS feed_18; DROP SCHEMA IF EXISTS s CASCADE;';

/** What pg_dump writes of both sides. There is no pg_dump 18 beside the embedded server. */
export async function dumpsOf(
  { old, change }: Case18,
  engine: Engine,
  database: Database,
): Promise<readonly [string, string]> {
  const dump = (): Promise<string> => engine.dump(database, ['--schema-only'], () => Promise.reject());
  await database.run(`${TIDY} CREATE SCHEMA s; ${old}`);
  const before = await dump();
  await database.run(change);
  return [before, await dump()];
}

/** Everything that can be read from the relations of the schema, by their names. */
export async function rowsOf(database: Database): Promise<ReadonlyMap<string, unknown>> {
  const relations = await database.query<{ name: string; kind: string }>(
    `SELECT oid::regclass::text AS name, relkind AS kind FROM pg_class
      WHERE relnamespace = 's'::regnamespace AND relkind IN ('r', 'p', 'S', 'm') ORDER BY 1`,
  );
  const rows = new Map<string, unknown>();
  for (const { name, kind } of relations) {
    const row = kind === 'S' ? 'to_jsonb(ARRAY[last_value::text, is_called::text])' : 'to_jsonb(r)';
    const [found] = await database.query(
      `SELECT coalesce(jsonb_agg(${row} ORDER BY (${row})::text), '[]') AS rows FROM ${kind === 'p' ? '' : 'ONLY '}${name} r`,
    );
    rows.set(name, found!['rows']);
  }
  return rows;
}
