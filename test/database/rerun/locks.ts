/** What a run locks, as the server itself lists it right before the run would end. */
import type { Database } from '../database.js';

/** Weaker first: https://www.postgresql.org/docs/current/explicit-locking.html */
const HARMLESS = ['AccessShareLock', 'RowShareLock', 'RowExclusiveLock'];

/** Catalogs of the system have smaller numbers. */
const FIRST_OWN = 16384;

/** The locks above ROW EXCLUSIVE on relations that are no system catalogs; what the run did is taken back. */
export async function locksOf(database: Database, sql: string): Promise<string[]> {
  const query = `SELECT 'lock ' || relkind::text || ' ' || mode || ' ' || l.relation::regclass
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
    WHERE pid = pg_backend_pid() AND l.relation >= ${FIRST_OWN} AND mode NOT IN (${HARMLESS.map((mode) => `'${mode}'`).join(', ')})
    ORDER BY 1;`;
  const said = await database.output(`BEGIN;\n${sql}\n${query}\nROLLBACK;`);
  return said.split('\n').filter((line) => line.startsWith('lock '));
}
