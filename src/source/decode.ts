/**
 * Decodes the bytes of a dump, from any platform and in any encoding.
 * The standard is what PostgreSQL would have read: the decoders agree with its own conversions, or refuse.
 */
import { type ErrorCode, InputError, placeAt } from '../diagnostics/diagnostics.js';
import { latin1, latin1Bytes } from '../platform/bytes.js';
import { gunzip } from '../platform/gunzip.js';
import { quoted, refuseOtherFormat } from './otherFormats.js';

export interface Source {
  readonly text: string;
  /** What was normalised, for the report, e.g. `['UTF-16LE with byte order mark', 'CRLF line endings']`. */
  readonly normalised: readonly string[];
  /** The size of the input as given. */
  readonly bytes: number;
}

/** PostgreSQL's encodings by `plain` name, and the decoder to start from; `latin1` is ISO 8859-1. */
// prettier-ignore
const LABELS = new Map(Object.entries({
  utf8: 'utf-8', unicode: 'utf-8', sqlascii: 'utf-8',
  latin1: 'latin1', latin2: 'iso-8859-2', latin3: 'iso-8859-3', latin4: 'iso-8859-4', latin5: 'latin1',
  latin6: 'iso-8859-10', latin7: 'iso-8859-13', latin8: 'iso-8859-14', latin9: 'iso-8859-15',
  latin10: 'latin1', iso88591: 'latin1', iso88595: 'iso-8859-5', iso88596: 'iso-8859-6',
  iso88597: 'iso-8859-7', iso88598: 'iso-8859-8', win866: 'ibm866', win874: 'windows-874',
  win1250: 'windows-1250', win1251: 'windows-1251', win1252: 'latin1', win1253: 'windows-1253',
  win1254: 'windows-1254', win1255: 'windows-1255', win1256: 'windows-1256', win1257: 'windows-1257',
  win1258: 'windows-1258', koi8r: 'koi8-r', koi8u: 'koi8-u', eucjp: 'euc-jp', sjis: 'shift_jis',
  shiftjis: 'shift_jis', euckr: 'euc-kr', uhc: 'euc-kr', euccn: 'gb2312', gbk: 'gbk', gb18030: 'gb18030', big5: 'big5',
}));
const C1 = String.fromCharCode(...Array.from({ length: 32 }, (_, index) => 0x80 + index));
/**
 * Where the decoder's characters differ from PostgreSQL's. TextDecoder's iso-8859-9 is windows-1254, it has no
 * iso-8859-16, and its windows-1252 may be latin1 (nodejs/node#60888): so these three start from latin1.
 */
const DIFFERENCES: Readonly<Record<string, readonly [decoded: string, right: string]>> = {
  latin5: ['ÐÝÞðýþ', 'ĞİŞğış'],
  latin10: ['¡¢£¤¥¦¨ª¬®¯²³´µ¸¹º¼½¾¿ÃÅÐÑÕ×ØÝÞãåðñõ÷øýþ', 'ĄąŁ€„ŠšȘŹźŻČłŽ”žčșŒœŸżĂĆĐŃŐŚŰĘȚăćđńőśűęț'],
  win1252: [C1, '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'],
  eucjp: ['¦', '￤'],
  euccn: ['·—', '・―'],
  big5: ['‧﹑¯～⊕⊙∕﹨￥￠￡', '•､‾∼♁☉／＼¥¢£'],
};
/** ICU permutes these in ibm866 and shift_jis. */
const CONTROLS = '\x1a\x1c\x7f';
const MARKS = { 'UTF-8': '\xef\xbb\xbf', 'UTF-16LE': '\xff\xfe', 'UTF-16BE': '\xfe\xff' };
/** The longest string in V8; a dump of that size is nearly all rows. */
const MAX_BYTES = 0x1fffffe8;
/** The prologue of a dump is within this many bytes, even with a page of warnings above it. */
const HEAD = 0x10000;
const SAID = String.raw`SET\s+client_encoding\s*(?:=|TO\b)\s*'?(?<name>[\w-]+)`;
/** A statement that only the body of a dump has: from there on a line may be inside a function. */
const BODY = String.raw`(?:CREATE|ALTER)\s+(?!ROLE|USER|DATABASE)\w|COMMENT\s+ON|INSERT\s|COPY\s.*FROM|DO\s*[$']`;
const PROLOGUE = new RegExp(String.raw`^[ \t]*(?:/\*[^]*?(?:\*/|(?![^]))|${SAID}|(?<body>${BODY}))`, 'gim');
const TRANSLATED = /^-- PostgreSQL database (?:cluster )?dump\r\n/m;
const REDUMP = 'Dump it again in UTF-8: pg_dump --encoding=UTF8';
/** As PostgreSQL compares names of encodings, with `windows-1252` for `WIN1252`. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z\d]|dows/g, '');

/**
 * The archive formats that pg_restore reads from one file: `pg_dump --format=custom` and `--format=tar`. One file of
 * a directory format dump is neither; `decode` explains what to do with it.
 */
export function archiveFormat(bytes: Uint8Array): 'custom' | 'tar' | undefined {
  const head = latin1(bytes.subarray(0, 512));
  // The 11th byte is the format: 3 is a directory's toc.dat, and pg_restore needs the directory's name.
  if (head.startsWith('PGDMP')) return head[10] === '\x03' ? undefined : 'custom';
  return head.startsWith('ustar', 257) && head.startsWith('toc.dat\0') ? 'tar' : undefined;
}

/**
 * Reads a plain SQL dump: inflates gzip, removes a byte order mark, decodes UTF-16 or the client_encoding
 * (https://www.postgresql.org/docs/current/multibyte.html), turns CRLF into LF if the whole file has it.
 *
 * @throws {InputError} `decode/archive` (the help shows how to get SQL text), `decode/gzip`,
 * `decode/format` (compressed, or not text), `decode/broken` and `decode/encoding` (invalid, or not supported),
 * `decode/mixed`, `decode/empty`, `decode/not-text`, `decode/too-large`.
 */
export function decode(bytes: Uint8Array, file?: string): Source {
  const normalised: string[] = [];
  const raw = bytes[0] === 0x1f && bytes[1] === 0x8b ? inflate(bytes, file) : bytes;
  if (raw !== bytes) normalised.push('gzip');
  refuseArchive(raw, raw !== bytes, file);
  refuseOtherFormat(latin1(raw.subarray(0, 64)), file);
  if (raw.length > MAX_BYTES)
    refuse('decode/too-large', 'The input is over 512 MB.', 'Use pg_dump --schema-only.');
  let text = toText(raw, normalised, file);
  if (!/\S/.test(text))
    refuse('decode/empty', 'The input is empty.', 'Check pg_dump for errors; export again.');
  // About a quarter of random bytes are control characters.
  const controls = text.slice(0, HEAD).match(/(?![\t-\r])[\p{Cc}\ufffd]/gu) ?? [];
  if (text.includes('\0') || controls.length > Math.min(text.length, HEAD) / 10) {
    refuse('decode/not-text', 'The input is not text.', 'Use pg_dump --format=plain --compress=0.');
  }
  // Mixed line endings are the dump's own, as in a function's body; unless pg_dump's first line ends in CRLF.
  if (text.includes('\r\n') && (!/(?<!\r)\n/.test(text) || TRANSLATED.test(text))) {
    text = text.replaceAll('\r\n', '\n');
    normalised.push('CRLF line endings');
  }
  return { text, normalised, bytes: bytes.length };
}

function inflate(bytes: Uint8Array, file?: string): Uint8Array {
  try {
    return gunzip(bytes);
  } catch (error) {
    const help = `Copy the file again in binary mode, or dump again; gzip -t ${quoted(file)} tests it.`;
    return refuse('decode/gzip', `The gzip data cannot be read (${(error as Error).message}).`, help);
  }
}

function refuseArchive(bytes: Uint8Array, inflated: boolean, file?: string): void {
  const head = latin1(bytes.subarray(0, 512));
  const isTar = head.startsWith('ustar', 257);
  if (!isTar && !head.startsWith('PGDMP')) return;
  const [format, restore] = [archiveFormat(bytes), 'pg_restore -f schema.sql'];
  const unpack = `Unpack it, and give the dump in it: tar -xf ${quoted(file)}; for a folder with a toc.dat: ${restore} <directory>`;
  if (isTar && !format) refuse('decode/archive', 'The input is a tar archive, not SQL text.', unpack);
  const directory = file?.replace(/[/\\]?[^/\\]*$/, '') || '<directory>';
  const named = quoted(inflated || format ? file : directory);
  const command = inflated ? `gunzip -c ${named} | ${restore}` : `${restore} ${named}`;
  const what = `an archive in ${format ?? 'directory'} format`;
  refuse('decode/archive', `The input is ${what}, not SQL text.`, `Convert it first: ${command}`);
}

function toText(bytes: Uint8Array, normalised: string[], file?: string): string {
  const head = latin1(bytes.subarray(0, HEAD));
  const marked = Object.entries(MARKS).find(([, mark]) => head.startsWith(mark))?.[0];
  const unicode = marked ?? utf16(head.slice(0, 4096));
  if (unicode) {
    normalised.push(`${unicode} ${marked ? 'with' : 'without'} byte order mark`);
    return decodeUnicode(bytes, unicode, file);
  }
  const { name = '', offset = 0 } = clientEncoding(head) ?? {};
  const label = name ? LABELS.get(plain(name)) : 'utf-8';
  if (!label)
    refuse('decode/encoding', `The encoding ${name} is not supported.`, REDUMP, [head, offset, file]);
  if (label !== 'utf-8') {
    refuseMixed(bytes);
    normalised.push(name.toUpperCase());
    return decodeNamed(bytes, name, label, file);
  }
  try {
    return decodeUnicode(bytes, 'UTF-8', file);
  } catch (error) {
    refuseMixed(bytes);
    if (/^u/i.test(name)) throw error;
    normalised.push(`LATIN1 (not valid UTF-8, ${name ? `client_encoding ${name}` : 'no client_encoding'})`);
    return latin1(bytes);
  }
}

/** UTF-16 of a dump is mostly ASCII characters with a NUL next to each, always on the same side. */
function utf16(head: string): string | undefined {
  const pairs = head.match(/[^]{2}/g) ?? [];
  const most = (pattern: RegExp) => pairs.filter((pair) => pattern.test(pair)).length > pairs.length / 2;
  return most(/[\t\n\r -~]\0/) ? 'UTF-16LE' : most(/\0[\t\n\r -~]/) ? 'UTF-16BE' : undefined;
}

function clientEncoding(head: string): { name: string; offset: number } | undefined {
  const said = [...head.matchAll(PROLOGUE)].find(({ groups }) => groups?.body || groups?.name);
  return said?.groups?.name ? { name: said.groups.name, offset: said.index } : undefined;
}

/** pg_dumpall writes each database in its own encoding. */
function refuseMixed(bytes: Uint8Array): void {
  const text = latin1(bytes);
  const dumps = text.split(/^(?=-- PostgreSQL database dump$)/m).map((dump) => dump.slice(0, HEAD));
  const names = [...new Set(dumps.flatMap((dump) => clientEncoding(dump)?.name ?? []))];
  if (names.length < 2 || !/[^\0-\x7f]/.test(text)) return;
  refuse('decode/mixed', `The dumps in this file use several encodings: ${names.join(', ')}.`, REDUMP);
}

function decodeUnicode(bytes: Uint8Array, label: string, file?: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    // The dump's own U+FFFD must not be counted as an invalid byte.
    const own = label === 'UTF-8' ? latin1(bytes).replaceAll('\xef\xbf\xbd', '?') : latin1(bytes);
    return checked(new TextDecoder(label).decode(latin1Bytes(own)), /\ufffd/, label, file);
  }
}

function decodeNamed(bytes: Uint8Array, name: string, label: string, file?: string): string {
  const read = (it: Uint8Array) => (label === 'latin1' ? latin1(it) : new TextDecoder(label).decode(it));
  const [decoded, right] = DIFFERENCES[plain(name)] ?? ['', ''];
  const [from, to] = [decoded + read(latin1Bytes(CONTROLS)), right + CONTROLS];
  const text = read(bytes).replace(new RegExp(`[${from}]`, 'g'), (character) => to[from.indexOf(character)]!);
  // Decoders return C1 and private characters for unknown bytes; only these encodings of PostgreSQL have such.
  const bad = /^(?:latin|iso|gb18030)/.test(plain(name)) ? /\ufffd/ : /[\ufffd\x80-\x9f\ue000-\uf8ff]/;
  return checked(text, bad, name, file);
}

function checked(text: string, bad: RegExp, encoding: string, file?: string): string {
  const offset = text.search(bad);
  if (offset === -1) return text;
  return refuse('decode/broken', `This character is not valid ${encoding}.`, REDUMP, [text, offset, file]);
}

function refuse(code: ErrorCode, message: string, help: string, at?: Parameters<typeof placeAt>): never {
  const spot = at && { text: at[0], place: placeAt(...at) };
  throw new InputError(code, message, { help, ...spot });
}
