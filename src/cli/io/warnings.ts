/**
 * Messages that programs printed into a dump, as convert finds them. verify removes them with a warning, because its own reader
 * of SQL does not know them.
 */
import { render } from '../../diagnostics/diagnostics.js';
import { type Io, write } from './io.js';

/** The same text, with blanks in the place of messages, so that lines keep their numbers. */
export async function withoutNoise(text: string, file: string, io: Io): Promise<string> {
  const { ready } = await import('../../index.js');
  const { noiseOf } = await import('../../parse/noise.js');
  await ready();
  const { quiet, diagnostics } = noiseOf(text, file);
  await write(io.stderr, diagnostics.map((one) => `${render(one)}\n`).join(''));
  return quiet;
}
