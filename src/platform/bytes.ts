/** Texts as bytes, by Node's Buffer: a dump is measured statement by statement, for which TextEncoder would copy all of it. */
import { Buffer } from 'node:buffer';

/** The length of a text in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text);

/** As many UTF-16 units of the text as so many bytes of UTF-8 are. */
export const unitsIn = (text: string, bytes: number): number =>
  Buffer.from(text).subarray(0, bytes).toString().length;

export const utf8 = (text: string): Uint8Array => Buffer.from(text);

/** As C's strcmp() and the type `name` compare. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** ISO 8859-1, a character for each byte; the `latin1` of TextDecoder is windows-1252. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const latin1Bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
