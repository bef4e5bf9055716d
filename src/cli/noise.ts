/**
 * What programs printed into a dump, as convert finds it: verify reads the dump without it, and says so. Its own reader of SQL
 * knows nothing of messages.
 */
import { render } from '../diagnostics.js';
import { type Io, write } from './io.js';

/** The same text, with blanks in the place of messages, so that lines keep their numbers. */
export async function withoutNoise(text: string, file: string, io: Io): Promise<string> {
  const { ready } = await import('../index.js');
  const { noiseOf } = await import('../parse/noise.js');
  await ready();
  const { quiet, diagnostics } = noiseOf({ text, file });
  await write(io.stderr, diagnostics.map((one) => `${render(one)}\n`).join(''));
  return quiet;
}
