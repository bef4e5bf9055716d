/** Texts as bytes, by Node's Buffer: dumps are measured per statement, and TextEncoder would copy all of it. */
import { Buffer } from 'node:buffer';

/** The length of a text in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text);

/** The number of UTF-16 units in the first `bytes` bytes of the text's UTF-8. */
export const unitsIn = (text: string, bytes: number): number =>
  Buffer.from(text).subarray(0, bytes).toString().length;

export const utf8 = (text: string): Uint8Array => Buffer.from(text);

/** Compares as C's strcmp() and the type `name` do. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** ISO 8859-1, one character per byte; TextDecoder's `latin1` is windows-1252. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const latin1Bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
