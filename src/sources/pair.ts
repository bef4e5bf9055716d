/** Two schemas to compare, as texts of one version of PostgreSQL. */
import { decode } from '../source/decode.js';
import { headOf } from '../source/head.js';
import { refuseFailures } from './engine/refused.js';
import { throughEngine } from './engine/throughEngine.js';
import { readSource } from './registry.js';
import type { Read, SourceContext } from './source.js';

/**
 * PostgreSQL prints what it has parsed, and each version prints it differently: only texts of the same one differ
 * exactly where their schemas do.
 * @throws InputError
 */
export async function readPair(
  old: string | undefined,
  now: string | undefined,
  context: SourceContext,
): Promise<readonly [Read, Read]> {
  const before = await readSource(old, context);
  const after = await readSource(now, context);
  if (areAlike(before, after)) return [before, after];
  return [await loaded(before, context), await loaded(after, context)];
}

function areAlike(before: Read, after: Read): boolean {
  if (before.isLoaded || after.isLoaded) return before.isLoaded && after.isLoaded;
  const [old, now] = [before, after].map(({ bytes, file }) => headOf(decode(bytes, file).text).server);
  return old === undefined || now === undefined || old === now;
}

/** The same schema as the engine's text. @throws InputError */
export async function loaded(read: Read, context: SourceContext): Promise<Read> {
  if (read.isLoaded) return read;
  const { bytes, file, form } = read;
  const texts = [{ text: decode(bytes, file).text, form, ...(file === undefined ? {} : { file }) }];
  const { sql, notRun, owners, diagnostics } = refuseFailures(await throughEngine(texts, context), texts);
  return {
    ...read,
    bytes: new TextEncoder().encode(sql),
    form: 'dump',
    isLoaded: true,
    owners: owners && read.owners,
    notRun,
    diagnostics: [...read.diagnostics, ...diagnostics],
  };
}
