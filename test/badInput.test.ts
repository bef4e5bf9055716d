/** Input that cannot become a baseline: exit code 2, an error with its code, the old output untouched, and no stack. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/cli/program.js';

const HEAD = `--
-- PostgreSQL database dump
--

-- Dumped from database version 18.1
-- Dumped by pg_dump version 18.1

SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);

`;
const END = '\n--\n-- PostgreSQL database dump complete\n--\n\n';
const TABLE = 'CREATE TABLE public.wards (\n    code text NOT NULL\n);\n';
const dump = (body: string): string => `${HEAD}${body}${END}`;
const other = (name: string): string =>
  `\\connect ${name}\n\n${dump('CREATE TABLE public.wards (code text);\n')}`;
const bomb = (): string => {
  const names = 'abcdefghij';
  const level = (name: string, at: number): string => {
    const item = at === 0 ? 'lol' : `*${names[at - 1]!}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => item).join(',')}]`;
  };
  return [...names].map((name, at) => level(name, at)).join('\n');
};

/** An archive that holds one file. */
function tar(name: string, text: string): Buffer {
  const block = Buffer.alloc(1024);
  block.write(name);
  block.write('0000644\0', 100);
  block.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  block.fill(' ', 148, 156);
  block.write('0', 156);
  block.write('ustar\0', 257);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  block.write(text, 512);
  return block;
}

interface Bad {
  readonly input?: string | Uint8Array;
  readonly config?: string;
  readonly args?: readonly string[];
  /** Another output than the one that is there. */
  readonly output?: string;
  /** The code of the error. */
  readonly code: string;
  /** What its message says. */
  readonly says: RegExp;
}

const BAD: Readonly<Record<string, Bad>> = {
  'an empty file': { input: ' \n', code: 'decode/empty', says: /input is empty/ },
  'comments alone': { input: '-- schema\n', code: 'input/no-statements', says: /contains no SQL statement/ },
  'a letter': { input: 'Dear colleague; here is the schema.\n', code: 'parse/not-a-dump', says: /not SQL/ },
  'an error of pg_dump': {
    input: 'pg_dump: error: connection to server at "db" failed: Connection refused\n',
    code: 'parse/not-a-dump',
    says: /not a dump but a message: "pg_dump: error: connection/,
  },
  'random bytes': {
    input: Uint8Array.from({ length: 4096 }, (_, index) => (index * 239) ^ (index >> 3)),
    code: 'decode/not-text',
    says: /not text/,
  },
  'bytes that are not UTF-8': {
    input: Buffer.concat([
      Buffer.from(`${HEAD}COMMENT ON TABLE a IS '`),
      Buffer.from([0xe9]),
      Buffer.from(`';\n${END}`),
    ]),
    code: 'decode/broken',
    says: /not valid UTF-8/,
  },
  'an archive that is damaged': { input: 'PGDMP\x01\x0e\0\x04\x08\x01nothing', code: '', says: /pg_restore/ },
  'a tar archive': { input: tar('schema.sql', TABLE), code: 'decode/archive', says: /tar -xf/ },
  'a tar archive of pg_dump that is cut short': {
    input: tar('toc.dat', 'PGDMP\x01').subarray(0, 600),
    code: '',
    says: /pg_restore/,
  },
  'a folder of pg_dump that is damaged': { args: ['damaged'], code: '', says: /pg_restore/ },
  'gzip that is cut short': {
    input: gzipSync(dump(TABLE)).subarray(0, -9),
    code: 'decode/gzip',
    says: /gzip/,
  },
  zstd: {
    input: Buffer.from('28b52ffd0458090000', 'hex'),
    code: 'decode/format',
    says: /compressed with zstd[^]*zstd -dc/,
  },
  xz: {
    input: Buffer.from('fd377a585a000004', 'hex'),
    code: 'decode/format',
    says: /compressed with xz[^]*xz -dc/,
  },
  lz4: {
    input: Buffer.from('04224d1864400000', 'hex'),
    code: 'decode/format',
    says: /compressed with lz4[^]*lz4 -dc/,
  },
  bzip2: { input: 'BZh91AY&SY', code: 'decode/format', says: /compressed with bzip2[^]*bzip2 -dc/ },
  '7z': { input: Buffer.from('377abcaf271c0004', 'hex'), code: 'decode/format', says: /7z archive[^]*7z x/ },
  'a ZIP archive': { input: 'PK\x03\x04\x14\0', code: 'decode/format', says: /ZIP archive[^]*unzip -p/ },
  'a database of SQLite': {
    input: 'SQLite format 3\0\x10',
    code: 'decode/format',
    says: /SQLite database/,
  },
  'a dump of SQLite': {
    input: `PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE w (id INTEGER PRIMARY KEY AUTOINCREMENT);\nCOMMIT;\n`,
    code: 'input/other-export',
    says: /SQLite dump/,
  },
  'a dump of MySQL': {
    input:
      "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;\nCREATE TABLE `wards` (`it's` int NOT NULL AUTO_INCREMENT) ENGINE=InnoDB;\n",
    code: 'input/other-export',
    says: /MySQL or MariaDB/,
  },
  'a script of SQL Server': {
    input:
      'USE [hims]\nGO\nSET ANSI_NULLS ON\nGO\nCREATE TABLE [dbo].[wards]([id] [int] IDENTITY(1,1) NOT NULL)\nGO\n',
    code: 'input/other-export',
    says: /SQL Server/,
  },
  "Supabase's picture of a schema": {
    input: `-- WARNING: This schema is for context only and is not meant to be run.\n\n${TABLE}`,
    code: 'input/other-export',
    says: /Schema Visualizer[^]*supabase db dump/,
  },
  'its picture without its heading': {
    input: 'CREATE TABLE public.visits (\n  status USER-DEFINED,\n  tags ARRAY\n);\n',
    code: 'input/other-export',
    says: /Schema Visualizer/,
  },
  JSON: { input: '{"tables": [{"name": "wards"}]}\n', code: 'input/other-export', says: /This is JSON/ },
  HTML: { input: "<!DOCTYPE html>\n<p>It's here</p>\n", code: 'input/other-export', says: /HTML/ },
  DBML: { input: 'Table wards {\n  code text\n}\n', code: 'input/other-export', says: /DBML/ },
  Prisma: { input: 'model Ward {\n  code String @id\n}\n', code: 'input/other-export', says: /Prisma/ },
  'what psql shows': {
    input:
      '                Table "public.wards"\n Column | Type | Collation | Nullable\n--------+------+---\n code   | text |\n',
    code: 'input/other-export',
    says: /psql/,
  },
  'messages alone': {
    input: 'psql (15.18)\nType "help" for help.\n\n',
    code: 'parse/not-a-dump',
    says: /not a dump but a message/,
  },
  'a dump cut off in its heading': {
    input: HEAD.slice(0, HEAD.indexOf('by pg_dump')),
    code: 'scan/incomplete-dump',
    says: /was cut off/,
  },
  'a dump without its last line': { input: HEAD + TABLE, code: 'scan/incomplete-dump', says: /was cut off/ },
  'a dump of a cluster without its last line': {
    input: `--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE clerk;\n\n${dump(TABLE)}`,
    code: 'scan/incomplete-dump',
    says: /was cut off/,
  },
  'a dump cut off in front of another': {
    input: `${HEAD}${TABLE}\n${dump('CREATE TABLE public.beds (no integer);\n')}`,
    code: 'scan/incomplete-dump',
    says: /begins here has no last line/,
  },
  'a file cut off in a list': {
    input: 'CREATE TABLE public.wards (\n    code te',
    code: 'scan/unclosed',
    says: /parenthesis is never closed/,
  },
  'a file cut off in a string': {
    input: `${TABLE}COMMENT ON TABLE public.wards IS 'the wa`,
    code: 'scan/unclosed',
    says: /string is never closed/,
  },
  'a file cut off in a body': {
    input: `${TABLE}DO $body$ BEGIN `,
    code: 'scan/unclosed',
    says: /dollar quote/,
  },
  'a file cut off in COPY': {
    input: `${TABLE}COPY public.wards (code) FROM stdin;\nA\n`,
    code: 'scan/unclosed',
    says: /COPY block/,
  },
  'a file cut off between words': {
    input: `${TABLE}ALTER TABLE ONLY public.wards\n    ADD CONSTRAINT`,
    code: 'scan/unfinished-statement',
    says: /without the semicolon/,
  },
  'a dump by pg_dump cut off where the words still fit': {
    input: `-- Dumped by pg_dump version 15.1\n${TABLE}GRANT SELECT ON TABLE public.wards TO cler`,
    code: 'scan/unfinished-statement',
    says: /without the semicolon/,
  },
  'a statement that PostgreSQL does not know': {
    input: dump(`${TABLE}CREATE GARDEN eden;\n`),
    code: 'parse/syntax',
    says: /rejects this statement[^]*GARDEN/,
  },
  'a message within a line': {
    input: dump(`CREATE TABLE public.wards (\n    co pg_dump: creating TABLE\nde text\n);\n`),
    code: 'parse/syntax',
    says: /rejects this statement/,
  },
  'a dump of several databases': {
    input: other('one') + other('two'),
    code: 'parse/several-databases',
    says: /one, two/,
  },
  'a dump for pg_upgrade': {
    input: dump(`SELECT pg_catalog.binary_upgrade_set_next_pg_type_oid('1'::pg_catalog.oid);\n${TABLE}`),
    code: 'parse/binary-upgrade',
    says: /pg_upgrade/,
  },
  'what the server of the output cannot say': {
    input: dump('CREATE TABLE public.t (id integer, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));\n'),
    args: ['--postgres', '15'],
    code: 'target/unsupported',
    says: /WITHOUT OVERLAPS/,
  },
  'an encoding that is not known': {
    input: `SET client_encoding = 'KLINGON';\n${TABLE}`,
    code: 'decode/encoding',
    says: /KLINGON/,
  },
  'a configuration that explodes': { config: bomb(), code: 'config/syntax', says: /cannot be read/ },
  'a configuration that is nested too deeply': {
    config: '['.repeat(5000),
    code: 'config/syntax',
    says: /nested too deeply/,
  },
  'a configuration with an unknown key': {
    config: 'ownrs: keep\n',
    code: 'config/unknown-key',
    says: /owners/,
  },
  'a dump that is not there': { args: ['none.sql'], code: 'file/enoent', says: /none\.sql does not exist/ },
  'a folder': { args: ['.'], code: 'input/directory', says: /is a directory/ },
  'an output where nothing can be made': {
    output: '/proc/none/V001__baseline.sql',
    code: 'file/',
    says: /\/proc\/none\/V001__baseline\.sql/,
  },
  'an output below a device': {
    output: '/dev/null/V001__baseline.sql',
    code: 'file/',
    says: /\/dev\/null/,
  },
  'an output that is a folder': { output: 'damaged', code: 'file/eisdir', says: /is a directory/ },
  'an output that something else wrote': {
    output: 'damaged/toc.dat',
    code: 'cli/foreign-file',
    says: /pg-baseline did not write it[^]*--force/,
  },
  'a dump that is the output': { output: 'dump.sql', code: 'cli/same-file', says: /both the dump and/ },
  'a report where nothing can be made': {
    args: ['--report', '/proc/none/at/all/report.html'],
    code: 'file/',
    says: /report\.html/,
  },
  'a report below a device': {
    args: ['--report', '/dev/null/none/report.html'],
    code: 'file/',
    says: /report\.html/,
  },
};

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-bad-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function convert(args: readonly string[]): Promise<{ exit: number; err: string }> {
  let err = '';
  const sink = (take: (text: string) => void): Writable =>
    new Writable({
      write(chunk: Buffer, _, done) {
        take(chunk.toString());
        done();
      },
    });
  const exit = await run(args, {
    stdin: Readable.from([]),
    stdout: sink(() => {}),
    stderr: sink((text) => (err += text)),
    cwd: folder,
    env: process.env,
  });
  return { exit, err };
}

describe('bad input', () => {
  it.each(Object.keys(BAD))('%s', async (name) => {
    const { input = dump(TABLE), config, args = [], output: elsewhere, code, says } = BAD[name]!;
    const named = args[0] !== undefined && !args[0].startsWith('-');
    mkdirSync(at('db/migration'), { recursive: true });
    writeFileSync(at('dump.sql'), dump(TABLE));
    const output = 'db/migration/V001__baseline.sql';
    expect(await convert(['dump.sql', '-o', output, '--preset', 'plain', '-q'])).toEqual({
      exit: 0,
      err: '',
    });
    const before = readFileSync(at(output), 'utf8');
    writeFileSync(at('dump.sql'), input);
    mkdirSync(at('damaged'));
    writeFileSync(at('damaged/toc.dat'), 'PGDMP\x01');
    if (config !== undefined) writeFileSync(at('pg-baseline.config.yaml'), config);

    const { exit, err } = await convert([
      ...(named ? [] : ['dump.sql']),
      ...args,
      '-o',
      elsewhere ?? output,
      '--preset',
      'plain',
    ]);
    expect(err).toMatch(says);
    expect(err).toMatch(new RegExp(`error: [^]*\\[${code}[^\\]]*\\]$`, 'm'));
    expect(err).not.toMatch(/\[internal\]|^\s+at .*[:)]\d*/m);
    expect(exit).toBe(2);
    expect(readFileSync(at(output), 'utf8')).toBe(before);
    expect(readdirSync(at('db/migration'))).toEqual(['V001__baseline.sql']);
  });
});
