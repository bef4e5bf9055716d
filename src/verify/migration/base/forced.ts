/** Rows of tables with FORCE ROW LEVEL SECURITY: policies hide them from their owner, unless it is a superuser. */
import type { Database, Row } from '../../engine/engine.js';

const FORCED = `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relforcerowsecurity AND c.relkind IN ('r', 'p') AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
    AND NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user)
  ORDER BY 1`;

/** What `body` does sees all rows; the tables are then as they were. */
export async function unforced<T>(database: Database, body: () => Promise<T>): Promise<T> {
  const forced = await database.query<{ name: string } & Row>(FORCED);
  const each = async (what: 'FORCE' | 'NO FORCE'): Promise<void> => {
    for (const { name } of forced) await database.run(`ALTER TABLE ${name} ${what} ROW LEVEL SECURITY`);
  };
  await each('NO FORCE');
  const result = await body();
  await each('FORCE');
  return result;
}
