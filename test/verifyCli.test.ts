/** The words of `pg-baseline verify`: what it refuses, and how. What it finds is tested with databases. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run as program } from '../src/cli/program.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-verify-'));
  put('V001.sql', 'CREATE SCHEMA IF NOT EXISTS clinic;\n');
  put('dump.sql', 'CREATE SCHEMA clinic;\n');
  put('other.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Ran {
  readonly exit: number;
  readonly said: string;
}

const verify = (...args: string[]): Promise<Ran> => run('verify', ...args);

async function run(...args: string[]): Promise<Ran> {
  let said = '';
  const stream = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said += chunk.toString();
        done();
      },
    });
  const exit = await program(args, {
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
  [['V001.sql', '--against', 'dump.sql', '--report', 'other.json'], 'is no report of a conversion'],
  [['V001.sql', '--against', 'dump.sql', '--report', 'V001.sql'], 'is the baseline and a report at once'],
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
  const { exit, said } = await verify('--verification', 'result.json');
  expect(exit).toBe(1);
  expect(said).toContain('Nothing is declared: V001.sql is not what convert makes of dump.sql');
  expect(said).toContain('Unexpected: the baseline has it, the dump has not');
  expect(JSON.parse(text('result.json'))).toMatchObject({
    ok: false,
    fidelity: { missing: [], unexpected: ['schema more'] },
    rerun: { wrong: [] },
  });
});

it('writes what it found into the reports, and so does the next conversion of the same dump', async () => {
  put(
    'pg-baseline.config.yaml',
    'dump: dump.sql\noutput: V001.sql\npreset: plain\nreport: [report.json, report.html, report.md, report.txt]\nverification: verification.json\n',
  );
  put('dump.sql', 'CREATE SCHEMA clinic;\n');
  expect((await run('convert')).exit).toBe(0);
  expect(text('report.html')).not.toContain('id="verified"');
  expect((await run('verify')).exit).toBe(0);
  const [page, wiki] = [text('report.html'), text('report.md')];
  expect(page).toContain('id="verified"');
  expect(wiki).toContain('The baseline is right');
  // The same bytes, while the result is about this baseline.
  expect((await run('convert', '--check')).exit).toBe(0);
  put('dump.sql', 'CREATE SCHEMA clinic;\nCREATE SCHEMA more;\n');
  expect(await run('convert')).toEqual({
    exit: 0,
    said: expect.stringContaining('verification.json: about another baseline') as string,
  });
  expect(text('report.html')).not.toContain('id="verified"');
  // The report is of this dump; the one before is not.
  put('dump.sql', 'CREATE SCHEMA clinic;\n');
  const { exit, said } = await run('verify');
  expect(exit).toBe(2);
  expect(said).toContain('report.json is about another dump');
});

it.each([
  ['nonsense', 'no JSON'],
  ['{"ok": true}', 'another JSON'],
])('a result that is %s is refused by the conversion', async (content) => {
  put('dump.sql', 'CREATE SCHEMA clinic;\n');
  put('verification.json', content);
  const options = ['--report', 'report.md', '--verification', 'verification.json'];
  const { exit, said } = await run('convert', 'dump.sql', '-o', 'V001.sql', ...options);
  expect(exit).toBe(2);
  expect(said).toContain('verification.json is no result of verify');
});

it('says where a report for programs is missing', async () => {
  const { exit, said } = await verify('V001.sql', '--against', 'dump.sql', '--report', 'report.html');
  expect(exit).toBe(2);
  expect(said).toContain('No report.json');
});

it('runs the files for an administrator with the baseline', async () => {
  put(
    'pg-baseline.config.yaml',
    'dump: dump.sql\noutput: db/migration/V001.sql\npreset: plain\nsuperuser: separate\n',
  );
  put(
    'dump.sql',
    `CREATE SCHEMA clinic;
CREATE FUNCTION clinic.log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER log_ddl ON ddl_command_end EXECUTE FUNCTION clinic.log_ddl();
`,
  );
  expect((await run('convert')).exit).toBe(0);
  expect((await run('verify')).exit).toBe(0);
  rmSync(join(folder, 'db/admin/after_V001.sql'));
  const { exit, said } = await run('verify');
  expect(exit).toBe(1);
  expect(said).toContain('event trigger log_ddl');
});

it('asks for no tenants where no report speaks of them', async () => {
  put('dump.sql', 'CREATE SCHEMA clinic;\nCREATE TABLE clinic.wards (id integer NOT NULL);\n');
  expect((await run('convert', 'dump.sql', '--preset', 'plain', '-o', 'plain.sql')).exit).toBe(0);
  const { exit, said } = await verify('plain.sql', '--against', 'dump.sql');
  expect(said).toContain('isolation nothing to try');
  expect(exit).toBe(0);
});

const TENANTS = `CREATE SCHEMA core;
CREATE SCHEMA clinic;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
CREATE TABLE clinic.patients (id uuid DEFAULT gen_random_uuid() NOT NULL, tenant_id uuid NOT NULL, mrn text);
CREATE TABLE clinic.codes (code text NOT NULL, label text);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinic.patients ADD CONSTRAINT patients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinic.patients ADD CONSTRAINT patients_mrn_key UNIQUE (mrn);
ALTER TABLE ONLY clinic.codes ADD CONSTRAINT codes_pkey PRIMARY KEY (code);
ALTER TABLE ONLY clinic.patients ADD CONSTRAINT patients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES core.tenants(id);
GRANT USAGE ON SCHEMA clinic TO clinic_app;
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE clinic.patients, clinic.codes TO clinic_app;
`;

it('passes as the first example of --help shows it, though that names no report', async () => {
  const [, example = ''] = /Examples:\n\s*pg-baseline (verify .*?)\s{2,}/.exec(
    (await run('verify', '--help')).said,
  )!;
  put('schema.sql', TENANTS);
  const { exit, said } = await run('convert', 'schema.sql', '-o', 'V001.sql');
  expect(said).toContain('V001.sql: written');
  expect(exit).toBe(0);
  const right = await run(...example.split(' '));
  expect(right.said).toMatch(/[1-9]\d* as declared; 0 missing/);
  expect(right.said).toContain('The baseline is right.');
  expect(right.exit).toBe(0);
  // What somebody edits is no conversion any more, and speaks for itself.
  put('V001.sql', `${text('V001.sql')}COMMENT ON SCHEMA clinic IS 'edited';\n`);
  const edited = await run(...example.split(' '));
  expect(edited.said).toContain('Nothing is declared: V001.sql is not what convert makes of schema.sql');
  expect(edited.exit).toBe(1);
});

it('knows the other preset, too, though no configuration names it', async () => {
  put('dump.sql', TENANTS);
  expect((await run('convert', 'dump.sql', '--preset', 'plain', '-o', 'V001.sql')).exit).toBe(0);
  const { exit, said } = await verify('V001.sql', '--against', 'dump.sql');
  expect(said).toContain('0 added');
  expect(said).not.toContain('Nothing is declared');
  expect(exit).toBe(0);
});
