import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError, render } from '../src/diagnostics/diagnostics.js';
import { archiveFormat, decode } from '../src/source/decode.js';

const SQL = "--\n-- PostgreSQL database dump\n--\n\nCOMMENT ON TABLE a IS 'Émilie हिंदी 漢字 😀';\n";

const utf8 = (text: string) => Buffer.from(text);
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

/** A dump that says it is in an encoding, with a literal of these bytes. */
const dump = (encoding: string, bytes: Buffer | string) =>
  Buffer.concat([
    utf8(`SET statement_timeout = 0;\nSET client_encoding = '${encoding}';\n\nSELECT '`),
    typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes,
    utf8("';\n"),
  ]);
const literal = (text: string) => /SELECT '(.*)';/su.exec(text)?.[1];

/** The error as people see it. */
function refusal(bytes: Uint8Array, file?: string): string {
  try {
    decode(bytes, file);
  } catch (error) {
    if (error instanceof InputError) return render(error);
    throw error;
  }
  throw new Error('decode did not refuse it');
}

describe('what is normalised', () => {
  it.each([
    ['UTF-8', utf8(SQL), []],
    ['UTF-8 with BOM', utf8('\ufeff' + SQL), ['UTF-8 with byte order mark']],
    ['UTF-8, CRLF', utf8(crlf(SQL)), ['CRLF line endings']],
    ['UTF-8 with BOM, CRLF', utf8('\ufeff' + crlf(SQL)), ['UTF-8 with byte order mark', 'CRLF line endings']],
    ['UTF-16LE with BOM', utf16le('\ufeff' + SQL), ['UTF-16LE with byte order mark']],
    [
      "PowerShell's >: UTF-16LE with BOM, CRLF",
      utf16le('\ufeff' + crlf(SQL)),
      ['UTF-16LE with byte order mark', 'CRLF line endings'],
    ],
    ['UTF-16LE', utf16le(SQL), ['UTF-16LE without byte order mark']],
    ['UTF-16BE with BOM', utf16be('\ufeff' + SQL), ['UTF-16BE with byte order mark']],
    ['UTF-16BE', utf16be(SQL), ['UTF-16BE without byte order mark']],
    ['gzip', gzipSync(SQL), ['gzip']],
    ['gzip of CRLF', gzipSync(crlf(SQL)), ['gzip', 'CRLF line endings']],
    ['gzip of UTF-16', gzipSync(utf16le('\ufeff' + SQL)), ['gzip', 'UTF-16LE with byte order mark']],
    [
      'gzip in two members',
      Buffer.concat([SQL.slice(0, 9), SQL.slice(9)].map((it) => gzipSync(it))),
      ['gzip'],
    ],
  ])('%s', (_, bytes, normalised) => {
    expect(decode(bytes)).toEqual({ text: SQL, normalised, bytes: bytes.length });
  });

  it('takes CRLF for the terminal’s where pg_dump’s first line has it, whatever a message above ends with', () => {
    const given = utf8(`pg_dump: warning\n${crlf('--\n-- PostgreSQL database dump\n--\n')}`);
    expect(decode(given).text).toBe('pg_dump: warning\n--\n-- PostgreSQL database dump\n--\n');
  });

  it('reads a view of a larger buffer', () => {
    const whole = Buffer.concat([utf8('junk'), dump('LATIN1', 'e9'), utf8('junk')]);
    expect(literal(decode(new Uint8Array(whole).subarray(4, -4)).text)).toBe('é');
  });

  it('believes a byte order mark more than SET client_encoding, which an editor leaves as it was', () => {
    expect(literal(decode(Buffer.concat([utf8('\ufeff'), dump('LATIN1', utf8('é'))])).text)).toBe('é');
    expect(literal(decode(utf16le("\ufeffSET client_encoding = 'LATIN1';\nSELECT 'é';")).text)).toBe('é');
  });

  it.each([
    ['LF with CRLF in a body', 'SELECT 1;\nDO $$\r\nBEGIN\r\nEND $$;\n'],
    ['CRLF with one LF', 'SELECT 1;\r\nSELECT 2;\n'],
    ['CRLF after an LF at the start', '\nSELECT 1;\r\n'],
    ['CR only', "SELECT 'a\rb';"],
    ['no line end', 'SELECT 1;'],
  ])('leaves line ends alone: %s', (_, text) => {
    expect(decode(utf8(text))).toMatchObject({ text, normalised: [] });
  });

  it('gives a CRLF back that was in the file before it was converted', () => {
    expect(decode(utf8("SELECT 'a\r\r\nb\rc';\r\n")).text).toBe("SELECT 'a\r\nb\rc';\n");
  });
});

describe('SET client_encoding', () => {
  // What PostgreSQL's convert_from makes of the same bytes.
  it.each([
    ['LATIN1', 'e980929f', 'é\x80\x92\x9f'],
    ['LATIN2', 'b1e6ea85', 'ąćę\x85'],
    ['LATIN3', 'a1bde6', 'Ħ½ĉ'],
    ['LATIN4', 'a1bdff', 'ĄŊ˙'],
    ['LATIN5', 'd0dddef0fdfe8092', 'ĞİŞğış\x80\x92'],
    ['LATIN6', 'a1bdff', 'Ą―ĸ'],
    ['LATIN7', 'a1c0ff', '”Ą’'],
    ['LATIN8', 'a1d0ff', 'ḂŴÿ'],
    ['LATIN9', 'a4a6bc85', '€ŠŒ\x85'],
    ['LATIN10', 'a1a4aafe41e9', 'Ą€ȘțAé'],
    ['ISO_8859_5', 'b0f080', 'А№\x80'],
    ['ISO_8859_6', 'c7e4', 'ال'],
    ['ISO_8859_7', 'a4e1', '€α'],
    ['ISO_8859_8', 'e0fa', 'את'],
    ['WIN866', '80a01a1c7f', 'Аа\x1a\x1c\x7f'],
    ['WIN874', '80a1', '€ก'],
    ['WIN1250', '8ae8', 'Šč'],
    ['WIN1251', 'c0b9', 'А№'],
    ['WIN1252', '80929fe9', '€’Ÿé'],
    ['WIN1253', '80e1', '€α'],
    ['WIN1254', '80f0', '€ğ'],
    ['WIN1255', '80e0', '€א'],
    ['WIN1256', '80c7', '€ا'],
    ['WIN1257', '80e0', '€ą'],
    ['WIN1258', '80fe', '€₫'],
    ['KOI8R', 'e1b3', 'АЁ'],
    ['KOI8U', 'e1a4', 'Ає'],
    ['EUC_JP', 'c6fccbdc8eb18fa2c3', '日本ｱ￤'],
    ['SJIS', '93fa967bb15c1a1c7f', '日本ｱ\\\x1a\x1c\x7f'],
    ['EUC_KR', 'c7d1b1db', '한글'],
    ['UHC', 'c7d1b1db', '한글'],
    ['EUC_CN', 'babad7d6a1a4a1aa', '汉字・―'],
    ['GBK', 'babad7d6a1a4a1aa', '汉字·—'],
    ['GB18030', 'baba9439fc36', '汉😀'],
    ['BIG5', 'ba7ea672a242a244', '漢字＼¥'],
    ['UTF8', 'c3a9', 'é'],
    ['SQL_ASCII', 'c3a9', 'é'],
  ])('%s is read as PostgreSQL reads it', (encoding, bytes, text) => {
    const source = decode(dump(encoding, bytes));
    expect(literal(source.text)).toBe(text);
    expect(source.normalised).toEqual(['UTF8', 'SQL_ASCII'].includes(encoding) ? [] : [encoding]);
  });

  it.each(['LATIN1', 'latin1', 'Latin-1', 'LATIN_1', 'ISO_8859_1', 'iso-8859-1'])(
    'the name may be spelled %s',
    (name) => {
      expect(literal(decode(dump(name, 'e9')).text)).toBe('é');
    },
  );

  it.each([
    ['WIN1252', 'windows-1252', '80', '€'],
    ['SJIS', 'shift_jis', '93fa', '日'],
    ['UTF8', 'UNICODE', 'c3a9', 'é'],
    ['UTF8', 'utf-8', 'c3a9', 'é'],
    ['KOI8R', 'KOI8-R', 'e1', 'А'],
    ['EUC_JP', 'euc-jp', 'c6fc', '日'],
  ])('%s may be spelled %s', (_, name, bytes, text) => {
    expect(literal(decode(dump(name, bytes)).text)).toBe(text);
  });

  const saysLatin1 = "SET client_encoding = 'LATIN1';\n";
  it.each([
    ['below comments and session settings', `--\n-- dump\n--\n\nSET lock_timeout = 0;\n${saysLatin1}`],
    ['below \\restrict', `\\restrict abc\n\n${saysLatin1}`],
    [
      'below what the terminal said',
      `pg_dump: warning: it's circular\nHINT:  Don't worry.\nPassword: \n${saysLatin1}`,
    ],
    [
      'below roles and a database',
      `CREATE ROLE a;\nALTER ROLE a LOGIN;\nCREATE DATABASE b;\n\\connect b\n${saysLatin1}`,
    ],
    ['in a transaction', `BEGIN;\n${saysLatin1}`],
    ['below a comment with another', `/* was:\nSET client_encoding = 'UTF8';\n*/\n${saysLatin1}`],
    ['below another in a comment', `-- SET client_encoding = 'UTF8';\n${saysLatin1}`],
    ['before a look-alike', `${saysLatin1}CREATE FUNCTION f() AS $$\nSET client_encoding = 'UTF8';\n$$;\n`],
    ['written by hand', 'set  client_encoding to latin1;\n'],
    ['with CRLF', `--\r\n${crlf(saysLatin1)}`],
  ])('counts %s', (_, prologue) => {
    const source = decode(latin1(`${prologue}SELECT 'é';\n`));
    expect(literal(source.text)).toBe('é');
    expect(source.normalised[0]).toBe(/latin1/i.exec(prologue)?.[0].toUpperCase());
  });

  it.each([
    ['a function', 'CREATE FUNCTION f() AS $$', '$$;'],
    ['a function in lower case', 'create or replace function f() as $$', '$$;'],
    ['a DO block', 'DO $$', '$$;'],
    ['a comment', "COMMENT ON TABLE a IS '", "';"],
    ['an altered default', "ALTER TABLE a ALTER b SET DEFAULT '", "';"],
    ['rows of INSERT', "INSERT INTO a VALUES ('", "');"],
    ['rows of COPY', 'COPY public.a (b) FROM stdin;', '\\.'],
    ['a block comment', '/*', '*/'],
  ])('does not count inside %s', (_, open, close) => {
    const text = `${open}\nSET client_encoding = 'LATIN1';\n${close}\nSELECT 'é';\n`;
    expect(decode(utf8(text))).toMatchObject({ text, normalised: [] });
  });

  it('does not count far from the start', () => {
    const text = `${'SELECT 1;\n'.repeat(10_000)}SET client_encoding = 'LATIN1';\nSELECT 'é';\n`;
    expect(decode(utf8(text)).normalised).toEqual([]);
  });

  it('is not needed: what is not UTF-8 then is LATIN1', () => {
    const source = decode(latin1("SELECT 'Müller';\n"));
    expect(source.text).toBe("SELECT 'Müller';\n");
    expect(source.normalised).toEqual(['LATIN1 (not valid UTF-8, no client_encoding)']);
  });

  it('SQL_ASCII that is not UTF-8 is LATIN1', () => {
    const source = decode(dump('SQL_ASCII', 'e9'));
    expect(literal(source.text)).toBe('é');
    expect(source.normalised).toEqual(['LATIN1 (not valid UTF-8, client_encoding SQL_ASCII)']);
  });
});

describe('what is refused', () => {
  it('UTF-8 that is not', () => {
    const bytes = Buffer.concat([dump('UTF8', utf8('\ufffd हिंदी')), latin1("SELECT 'né';\nSELECT 3;\n")]);
    expect(refusal(bytes, 'a.sql')).toMatchInlineSnapshot(`
      "a.sql:5:10: error: This character is not valid UTF-8. [decode/broken]
        3 |
        4 | SELECT '? हिंदी';
      > 5 | SELECT 'n�';
          |          ^
        6 | SELECT 3;
        7 |
        help: Dump it again in UTF-8: pg_dump --encoding=UTF8"
    `);
    expect(refusal(Buffer.concat([utf8('\ufeff'), bytes]))).toContain('<input>:5:10: error');
  });

  it('UTF-8 cut inside a character', () => {
    expect(refusal(dump('UTF8', 'e282'))).toContain('<input>:4:9: error');
  });

  it('UTF-16 cut inside a character', () => {
    expect(refusal(utf16le(`\ufeff${SQL}`).subarray(0, -1))).toMatchInlineSnapshot(`
      "<input>:5:44: error: This character is not valid UTF-16LE. [decode/broken]
        3 | --
        4 |
      > 5 | COMMENT ON TABLE a IS 'Émilie हिंदी 漢字 😀';�
          |                                            ^
        help: Dump it again in UTF-8: pg_dump --encoding=UTF8"
    `);
  });

  it.each(['MULE_INTERNAL', 'JOHAB', 'EUC_TW', 'EUC_JIS_2004', 'klingon', 'constructor'])(
    '%s',
    (encoding) => {
      expect(refusal(dump(encoding, 'e9'))).toContain(
        `The encoding ${encoding} is not supported. [decode/encoding]`,
      );
    },
  );

  it('an encoding, by its line', () => {
    expect(refusal(dump('JOHAB', '8861'), 'a.sql')).toMatchInlineSnapshot(`
      "a.sql:2:1: error: The encoding JOHAB is not supported. [decode/encoding]
        1 | SET statement_timeout = 0;
      > 2 | SET client_encoding = 'JOHAB';
          | ^
        3 |
        4 | SELECT 'a';
        help: Dump it again in UTF-8: pg_dump --encoding=UTF8"
    `);
  });

  it.each([
    ['WIN1250', '81'],
    ['WIN1255', 'ca'],
    ['EUC_JP', 'ff'],
    ['SJIS', '81'],
    ['EUC_KR', '8141'],
    ['BIG5', 'c6a1'],
    // A syllable that EUC_KR has not: the decoder reads U+0081 and A.
    ['UHC', '8141'],
    ['UHC', '818e'],
  ])('bytes that are no character of %s: %s', (encoding, bytes) => {
    const refused = refusal(dump(encoding, bytes));
    expect(refused).toContain(`<input>:4:9: error: This character is not valid ${encoding}. [decode/broken]`);
    expect(refused).toContain('help: Dump it again in UTF-8: pg_dump --encoding=UTF8');
  });

  describe('dumps in several encodings, as pg_dumpall writes them', () => {
    const section = (encoding: string, bytes: string) =>
      Buffer.concat([utf8('--\n-- PostgreSQL database dump\n--\n\n'), dump(encoding, bytes)]);

    it.each([
      ['UTF8', 'LATIN1'],
      ['LATIN1', 'UTF8'],
      ['SQL_ASCII', 'WIN1252'],
    ])('%s, %s', (first, second) => {
      const cluster = Buffer.concat([
        section(first, '41'),
        section(second, second === 'UTF8' ? 'c3a9' : 'e9'),
      ]);
      expect(refusal(cluster)).toMatch(`several encodings: ${first}, ${second}. [decode/mixed]`);
    });

    it('but not where it does not matter', () => {
      const ascii = Buffer.concat([section('LATIN1', '41'), section('UTF8', '42')]);
      expect(decode(ascii).text).toBe(ascii.toString());
      const one = Buffer.concat([section('LATIN1', 'e9'), section('LATIN1', 'e9')]);
      expect(decode(one).text).toBe(one.toString('latin1'));
    });
  });

  it.each([
    ['nothing', utf8('')],
    ['white space', utf8(' \t\r\n\n')],
    ['a byte order mark', utf8('\ufeff')],
    ['gzip of nothing', gzipSync('')],
  ])('an empty file: %s', (_, bytes) => {
    expect(refusal(bytes)).toBe(
      'error: The input is empty. [decode/empty]\n  help: Check pg_dump for errors; export again.',
    );
  });

  it('is not empty with a comment only', () => {
    expect(decode(utf8('-- nothing\n')).text).toBe('-- nothing\n');
  });

  const noise = (length: number, byte: (index: number) => number) =>
    Buffer.alloc(length).map((_, index) => byte(index));
  it.each([
    ['a NUL character', utf8('SELECT 1;\0\n')],
    ['random bytes', noise(4096, (index) => (index * 239) ^ (index >> 3))],
    ['random bytes without NUL', noise(4096, (index) => ((index * 239) % 255) + 1)],
    ['16-bit numbers', noise(4096, (index) => (index % 2 ? 0 : index >> 3))],
    ['32-bit numbers', noise(4096, (index) => (index % 4 ? 0 : index >> 4))],
    ['UTF-32', noise(4096, (index) => (index % 4 ? 0 : 65))],
    ['zeros', Buffer.alloc(4096)],
    ['control characters', utf8('\x01\x02\x03 SELECT')],
  ])('what is not text: %s', (_, bytes) => {
    expect(refusal(bytes)).toBe(
      'error: The input is not text. [decode/not-text]\n' +
        '  help: Use pg_dump --format=plain --compress=0.',
    );
  });

  it.each([
    ['zstd', Buffer.from('28b52ffd0458090000', 'hex'), 'compressed with zstd', 'zstd -dc "my dump"'],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'compressed with xz', 'xz -dc "my dump"'],
    ['bzip2', utf8('BZh91AY&SY'), 'compressed with bzip2', 'bzip2 -dc "my dump"'],
    ['ZIP', utf8('PK\x03\x04\x14'), 'a ZIP archive', 'unzip -p "my dump"'],
    ['SQLite', utf8('SQLite format 3\0\x10'), 'an SQLite database', 'pgloader'],
    ['xz in gzip', gzipSync(Buffer.from('fd377a585a000004', 'hex')), 'compressed with xz', 'xz -dc'],
  ])('another format, with what to do: %s', (_, bytes, what, help) => {
    const message = refusal(bytes, 'my dump');
    expect(message).toContain(`The input is ${what}`);
    expect(message).toContain('[decode/format]');
    expect(message).toContain(help);
  });

  it('gzip that is cut short or damaged', () => {
    const whole = gzipSync(SQL.repeat(9));
    expect(refusal(whole.subarray(0, -9), 'a.sql.gz')).toMatchInlineSnapshot(`
      "error: The gzip data cannot be read (unexpected end of file). [decode/gzip]
        help: Copy the file again in binary mode, or dump again; gzip -t a.sql.gz tests it."
    `);
    expect(refusal(whole.map((byte, index) => (index === 20 ? ~byte : byte)))).toContain('[decode/gzip]');
  });

  it('more than a string can hold', () => {
    expect(refusal(new Uint8Array(0x1fffffe9))).toMatchInlineSnapshot(`
      "error: The input is over 512 MB. [decode/too-large]
        help: Use pg_dump --schema-only."
    `);
  });
});

describe('archives', () => {
  const archive = (format: number) => Buffer.from([...utf8('PGDMP'), 1, 16, 0, 4, 8, format, 1, 0]);
  const tar = (member: string) => {
    const header = Buffer.alloc(512);
    header.write(member, 0);
    header.write('ustar', 257);
    return header;
  };

  it.each([
    ['custom', archive(1), 'custom', 'a.dump', 'pg_restore -f schema.sql a.dump'],
    [
      'custom, a path with a blank',
      archive(1),
      'custom',
      'my dumps/a.dump',
      'pg_restore -f schema.sql "my dumps/a.dump"',
    ],
    ['custom, no name', archive(1), 'custom', undefined, 'pg_restore -f schema.sql <file>'],
    ['tar', tar('toc.dat'), 'tar', 'a.tar', 'pg_restore -f schema.sql a.tar'],
    ['toc.dat', archive(3), undefined, 'dumps/a/toc.dat', 'pg_restore -f schema.sql dumps/a'],
    ['toc.dat on Windows', archive(3), undefined, 'C:\\a\\toc.dat', 'pg_restore -f schema.sql C:\\a'],
    ['toc.dat, no name', archive(3), undefined, undefined, 'pg_restore -f schema.sql <directory>'],
  ] as const)('%s', (_, bytes, format, file, command) => {
    expect(archiveFormat(bytes)).toBe(format);
    expect(refusal(bytes, file)).toBe(
      `error: The input is an archive in ${format ?? 'directory'} format, not SQL text. [decode/archive]\n` +
        `  help: Convert it first: ${command}`,
    );
  });

  it.each([
    ['custom', archive(1), 'a.dump.gz', 'gunzip -c a.dump.gz | pg_restore -f schema.sql'],
    ['tar', tar('toc.dat'), 'a.tar.gz', 'gunzip -c a.tar.gz | pg_restore -f schema.sql'],
  ])('in gzip: %s', (_, bytes, file, command) => {
    expect(archiveFormat(gzipSync(bytes))).toBeUndefined();
    expect(refusal(gzipSync(bytes), file)).toMatch(`Convert it first: ${command}`);
  });

  it.each([
    ['a.tar', tar('a/')],
    ['a.tgz', gzipSync(tar('a/'))],
  ])('any other tar archive: %s', (file, bytes) => {
    expect(archiveFormat(bytes)).toBeUndefined();
    expect(refusal(bytes, file)).toBe(
      'error: The input is a tar archive, not SQL text. [decode/archive]\n' +
        `  help: Unpack it, and give the dump in it: tar -xf ${file}; for a folder with a toc.dat: pg_restore -f schema.sql <directory>`,
    );
  });

  it.each([utf8(SQL), utf8(''), utf8('PGDUMP'), gzipSync(SQL)])('not %#', (bytes) => {
    expect(archiveFormat(bytes)).toBeUndefined();
  });
});

it('reads half a megabyte in a few milliseconds', () => {
  const bytes = utf8(crlf(SQL).repeat(6000));
  decode(bytes);
  const start = performance.now();
  decode(bytes);
  // Far above what it takes, far below what a loop over characters or a quadratic pattern would.
  expect(performance.now() - start).toBeLessThan(100);
});
