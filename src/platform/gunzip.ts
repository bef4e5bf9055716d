/** Inflates gzip. */
import { gunzipSync } from 'node:zlib';

/** @throws Error with zlib's message */
export const gunzip = (bytes: Uint8Array): Uint8Array => gunzipSync(bytes);
