/**
 * Two ways across that no policy closes, since the server's own checks bypass policies: a foreign key that accepts
 * another tenant's key, and a unique key or exclusion constraint that reveals another tenant's value. A superuser
 * tries both on a row of A, with user triggers off, so that nothing else is in the way.
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
