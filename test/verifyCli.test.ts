/** The words of `pg-baseline verify`: what it refuses, and how. What it finds is tested with databases. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../src/cli/program.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-verify-'));
  put('V001.sql', 'CREATE SCHEMA IF NOT EXISTS clinic;\n');
  put('dump.sql', 'CREATE SCHEMA clinic;\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

async function verify(...args: string[]): Promise<{ exit: number; said: string }> {
  let said = '';
  const stream = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said += chunk.toString();
        done();
      },
    });
  const exit = await run(['verify', ...args], {
    stdin: Readable.from([]),
    stdout: stream(),
    stderr: stream(),
    cwd: folder,
    env: {},
  });
  return { exit, said };
}

it.each([
  [[], 'No baseline is given.'],
  [['V001.sql'], 'No dump is given to verify against.'],
  [['V001.sql', '--against', 'none.sql'], 'none.sql is not there.'],
  [['none.sql', '--against', 'dump.sql'], 'none.sql is not there.'],
  [['V001.sql', '--against'], '--against needs a value.'],
  [['V001.sql', '--against', 'dump.sql', '--against', 'dump.sql'], '--against is given more than once.'],
  [['V001.sql', '--against', 'dump.sql', '--servr', 'x'], 'Did you mean --server?'],
  [['V001.sql', '--against', 'dump.sql', '--server', 'localhost'], 'names no PostgreSQL'],
  [['V001.sql', '--against', 'dump.sql', '--report', 'V001.sql'], 'is no report of a conversion'],
] as const)('%j: %s', async (args, message) => {
  expect(await verify(...args)).toEqual({ exit: 2, said: expect.stringContaining(message) as string });
});

it.each([
  ['UTF-16', Buffer.from('\ufeffSELECT 1;', 'utf16le'), 'iconv -f UTF-16 -t UTF-8'],
  ['compressed', Buffer.from([0x1f, 0x8b, 8]), 'gunzip'],
  ['an archive of pg_dump', Buffer.from('PGDMP\x01'), 'pg_restore -f'],
  ['not UTF-8', Buffer.from([0x27, 0xe9, 0x27]), '--encoding=UTF8'],
])('a dump that is %s is refused, with the way out', async (what, content, help) => {
  put('dump.sql', content);
  const { exit, said } = await verify('V001.sql', '--against', 'dump.sql');
  expect(exit).toBe(2);
  expect(said).toContain(what);
  expect(said).toContain(help);
});

it('takes its files from the configuration, and judges them', async () => {
  put('pg-baseline.config.yaml', 'dump: dump.sql\noutput: V001.sql\npreset: plain\n');
  expect(await verify()).toEqual({
    exit: 0,
    said: expect.stringContaining('The baseline is right.') as string,
  });
  put('V001.sql', '\ufeffCREATE SCHEMA IF NOT EXISTS clinic;\r\nCREATE SCHEMA IF NOT EXISTS more;\r\n');
  const { exit, said } = await verify('--json', 'result.json');
  expect(exit).toBe(1);
  expect(said).toContain('Unexpected: the baseline has it, the dump has not');
});
