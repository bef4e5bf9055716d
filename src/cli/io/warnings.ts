/**
 * Removes messages that programs printed into a dump, as convert does, with a warning: verify's own SQL reader does
 * not know them.
 */
import { render } from '../../diagnostics/diagnostics.js';
import { type Io, write } from './io.js';

/** The same text, with blanks instead of messages, so that line numbers stay the same. */
export async function withoutNoise(text: string, file: string, io: Io): Promise<string> {
  const { ready } = await import('../../index.js');
  const { noiseOf } = await import('../../parse/noise.js');
  await ready();
  const { quiet, diagnostics } = noiseOf(text, file);
  await write(io.stderr, diagnostics.map((one) => `${render(one)}\n`).join(''));
  return quiet;
}
