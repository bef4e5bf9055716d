/** A dump, in any form that `convert` reads. */
import { decode } from '../source/decode.js';
import { asGiven } from './file.js';
import type { Source } from './source.js';

export const dump = {
  name: 'dump',
  read(place) {
    if (place.is !== 'file') return undefined;
    return Promise.resolve(asGiven(place, 'dump', decode(place.bytes, place.file).text));
  },
} as const satisfies Source;
