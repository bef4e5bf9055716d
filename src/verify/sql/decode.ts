/** Decodes SQL text, which must be UTF-8: guessing encodings is the conversion's task. */
import { InputError } from '../../diagnostics/diagnostics.js';

const OTHERS: readonly (readonly [start: readonly number[], what: string, help: string])[] = [
  [[0x50, 0x47, 0x44, 0x4d, 0x50], 'a pg_dump archive', 'Convert it to SQL: pg_restore -f dump.sql FILE'],
  [[0x1f, 0x8b], 'compressed', 'Decompress it: gunzip FILE'],
  [[0xff, 0xfe], 'UTF-16', 'Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE'],
  [[0xfe, 0xff], 'UTF-16', 'Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE'],
];

/** @throws InputError */
export function sqlText(bytes: Uint8Array, name: string): string {
  for (const [start, what, help] of OTHERS) {
    if (start.every((byte, at) => bytes[at] === byte))
      throw new InputError('verify/encoding', `${name} is ${what}; verify reads plain SQL.`, { help });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('verify/encoding', `${name} is not UTF-8.`, {
      help: 'Dump with --encoding=UTF8; or convert a LATIN1 dump: iconv -f LATIN1 -t UTF-8 FILE',
    });
  }
  // If every line ends in CRLF, the file was converted after pg_dump; otherwise a carriage return is data.
  return /(?<!\r)\n/.test(text) ? text : text.replaceAll('\r\n', '\n');
}
