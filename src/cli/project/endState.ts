/** What must hold after the last migration. */
import { type Database, databaseError } from '../../verify/engine/engine.js';
import type { Settings } from '../../settings/settings.js';

/** The self-check that the baseline left in the database; a migration may have replaced or dropped it. */
export async function selfCheckLines(
  database: Database,
  { preset, off, tenancy }: Settings,
): Promise<string[]> {
  if (preset !== 'hims' || off.includes('selfCheck')) return [];
  const { checkFunction } = tenancy;
  const [found] = await database.query<{ call: string | null; tables: boolean }>(
    `SELECT to_regprocedure($1)::text AS call,
       EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384) AS tables`,
    [`${checkFunction}()`],
  );
  if (!found?.call)
    return found?.tables ? [`The self-check ${checkFunction}() is missing after the last migration.`] : [];
  try {
    await database.query(`SELECT ${found.call}`);
    return [];
  } catch (error) {
    const { message } = databaseError(error);
    return [
      `The self-check ${checkFunction}() fails after the last migration:`,
      ...message.split('\n').map((line) => `  ${line}`),
    ];
  }
}
