/** A dump as the engine's pg_dump writes it, so that two texts differ only where their schemas do. */
import type { Loaded, LoadOptions } from './loaded.js';
import { refuseFailures } from './refused.js';
import { throughEngine } from './throughEngine.js';

/** @throws InputError if a statement fails for another reason than a gap of the engine */
export async function roundTrip(text: string, options: LoadOptions = {}, file?: string): Promise<Loaded> {
  const texts = [{ text, form: 'dump', ...(file === undefined ? {} : { file }) } as const];
  return refuseFailures(await throughEngine(texts, options), texts);
}
