/** Files that are not text, by their first bytes: compressed ones must be unpacked first, others are not dumps. */
import { InputError } from '../diagnostics/diagnostics.js';

interface Format {
  /** Completes "The input is …". */
  readonly what: string;
  readonly magic: string | readonly string[];
  /** What to do; `FILE` is replaced by the file's name. */
  readonly help: string;
}

const DUMP = 'Use the output of pg_dump --format=plain --file=schema.sql DATABASE.';
const unpack = (command: string): string => `Unpack it first: ${command} > schema.sql`;

/** https://en.wikipedia.org/wiki/List_of_file_signatures, as latin1. */
const FORMATS: readonly Format[] = [
  { what: 'compressed with zstd', magic: '\x28\xb5\x2f\xfd', help: unpack('zstd -dc FILE') },
  { what: 'compressed with xz', magic: '\xfd7zXZ\0', help: unpack('xz -dc FILE') },
  { what: 'compressed with bzip2', magic: 'BZh', help: unpack('bzip2 -dc FILE') },
  { what: 'compressed with lz4', magic: '\x04\x22\x4d\x18', help: unpack('lz4 -dc FILE') },
  { what: 'compressed with compress', magic: '\x1f\x9d', help: unpack('uncompress -c FILE') },
  { what: 'a ZIP archive', magic: ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'], help: unpack('unzip -p FILE') },
  { what: 'a 7z archive', magic: "7z\xbc\xaf'\x1c", help: unpack('7z x -so FILE') },
  { what: 'a RAR archive', magic: 'Rar!\x1a\x07', help: unpack('unrar p -inul FILE') },
  {
    what: 'an SQLite database, not SQL text',
    magic: 'SQLite format 3\0',
    help: `Load it into PostgreSQL first (with pgloader, for example). ${DUMP}`,
  },
  {
    what: 'an SQL Server backup, not a PostgreSQL dump',
    magic: 'TAPE\0\0',
    help: 'pg-baseline converts PostgreSQL dumps.',
  },
  { what: 'a PDF', magic: '%PDF-', help: DUMP },
  { what: 'a picture', magic: ['\x89PNG', '\xff\xd8\xff', 'GIF8'], help: DUMP },
  { what: 'a program', magic: ['\x7fELF', 'MZ\x90\0', '\xcf\xfa\xed\xfe'], help: DUMP },
];

/** A file name as a shell argument. */
export const quoted = (file = '<file>'): string => (/\s/.test(file) ? `"${file}"` : file);

/** @throws InputError `decode/format` */
export function refuseOtherFormat(head: string, file?: string): void {
  const found = FORMATS.find(({ magic }) => [magic].flat().some((bytes) => head.startsWith(bytes)));
  if (!found) return;
  throw new InputError('decode/format', `The input is ${found.what}.`, {
    help: found.help.replace('FILE', () => quoted(file)),
  });
}
