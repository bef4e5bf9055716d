/** All sources, in the order in which they are asked: a file that is nothing else is a dump. */
import { baseline } from './baseline.js';
import { dump } from './dump.js';
import { folder } from './folder.js';
import { isServer, server } from './server.js';
import type { Read, Source, SourceContext } from './source.js';

export const sources: readonly Source[] = [server, folder, baseline, dump];

/**
 * @param word a file, a folder or a URL, as the user gave it; `-` or undefined for standard input
 * @throws InputError
 */
export async function readSource(word: string | undefined, context: SourceContext): Promise<Read> {
  const place =
    word !== undefined && isServer(word) ? ({ is: 'url', url: word } as const) : await context.open(word);
  for (const source of sources) {
    const read = await source.read(place, context);
    if (read) return read;
  }
  throw new Error(`no source reads ${place.is}`);
}
