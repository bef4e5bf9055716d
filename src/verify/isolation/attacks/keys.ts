/**
 * Two ways across that no policy closes, since the server itself looks past policies: a foreign key that takes another
 * tenant's key, and a unique key or an exclusion constraint that tells whether another tenant has a value. A superuser tries both on a row of A,
 * with the triggers of people off, so that nothing else is in the way.
 */
import { tryForeignKeys } from './foreignKeys.js';
import type { AttackContext } from '../stage/attackContext.js';
import { tryUniqueKeys } from './uniqueKeys.js';

export async function tryKeys(context: AttackContext): Promise<void> {
  await context.aside('SELECT baseline_verify.disable_triggers();', async () => {
    await tryForeignKeys(context);
    await tryUniqueKeys(context);
  });
}
