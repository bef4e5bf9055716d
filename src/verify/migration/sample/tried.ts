/** Asks within a transaction what may fail. */
import { type Database, databaseError, type DatabaseError } from '../../engine/engine.js';

export type Tried<T> = { readonly value: T } | { readonly error: DatabaseError };

/** What failed is undone; what did not stays. */
export async function tried<T>(database: Database, body: () => Promise<T>): Promise<Tried<T>> {
  await database.run('SAVEPOINT tried');
  try {
    const value = await body();
    await database.run('RELEASE SAVEPOINT tried');
    return { value };
  } catch (error) {
    const its = databaseError(error);
    await database.run('ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried');
    return { error: its };
  }
}
