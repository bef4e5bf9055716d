/** A baseline that this tool has written, recognised by its first line. */
import { decode } from '../source/decode.js';
import { isOwnOutput } from '../source/ownOutput.js';
import { asGiven } from './file.js';
import type { Source } from './source.js';

export const baseline = {
  name: 'baseline',
  read(place) {
    if (place.is !== 'file') return undefined;
    const { text } = decode(place.bytes, place.file);
    return isOwnOutput(text) ? Promise.resolve(asGiven(place, 'baseline', text)) : undefined;
  },
} as const satisfies Source;
