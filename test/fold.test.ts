/** `convert --fold`: migrations merged into a baseline. Dump and migrations run in PGlite. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../src/cli/io/io.js';
import { run } from '../src/cli/program.js';

/** As PostgreSQL 15 writes it: 18 has fewer names in the view, and other parentheses in the check. */
const DUMP = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.3
-- Dumped by pg_dump version 15.3

SELECT pg_catalog.set_config('search_path', '', false);
SET default_table_access_method = heap;

CREATE SCHEMA clinic;
ALTER SCHEMA clinic OWNER TO clinic_owner;
CREATE TYPE clinic.sex AS ENUM (
    'f',
    'm'
);
ALTER TYPE clinic.sex OWNER TO clinic_owner;

CREATE TABLE clinic.patient (
    id integer NOT NULL,
    name text,
    sex clinic.sex,
    kind character varying(10) DEFAULT 'in'::character varying,
    old_no text,
    CONSTRAINT patient_kind CHECK (((kind)::text = ANY ((ARRAY['in'::character varying, 'out'::character varying])::text[])))
);
ALTER TABLE clinic.patient OWNER TO clinic_owner;
COMMENT ON TABLE clinic.patient IS 'Persons';

CREATE TABLE clinic.ward (
    code text NOT NULL,
    beds   integer   DEFAULT 4 NOT NULL
);
ALTER TABLE clinic.ward OWNER TO clinic_owner;

CREATE VIEW clinic.all_wards AS
 SELECT ward.code
   FROM clinic.ward;
ALTER TABLE clinic.all_wards OWNER TO clinic_owner;
CREATE VIEW clinic.in_patients AS
 SELECT patient.id,
    patient.name
   FROM clinic.patient
  WHERE ((patient.kind)::text = 'in'::text);
ALTER TABLE clinic.in_patients OWNER TO clinic_owner;

ALTER TABLE ONLY clinic.patient ALTER COLUMN name SET COMPRESSION lz4;
ALTER TABLE ONLY clinic.patient ALTER COLUMN old_no SET COMPRESSION lz4;
ALTER TABLE ONLY clinic.patient
    ADD CONSTRAINT patient_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinic.ward
    ADD CONSTRAINT ward_pkey PRIMARY KEY (code);
GRANT SELECT ON TABLE clinic.patient TO clinic_app;
GRANT SELECT ON TABLE clinic.ward TO clinic_app;

--
-- PostgreSQL database dump complete
--
`;

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-fold-'));
  writeFileSync(at('dump.sql'), DUMP);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly exit: number;
  readonly sql: string | undefined;
  readonly err: string;
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Converts the dump with these migrations, which get the versions 2, 3 … */
async function fold(migrations: readonly string[], ...args: readonly string[]): Promise<Result> {
  const names = migrations.map((text, index) => {
    const name = `V00${index + 2}__x.sql`;
    writeFileSync(at(name), text);
    return name;
  });
  const [out, err] = [collector(), collector()];
  const io: Io = {
    stdin: Object.assign(Readable.from([]), { isTTY: false }),
    stdout: out.stream,
    stderr: err.stream,
    cwd: folder,
    env: process.env,
  };
  const given = names.flatMap((name) => ['--fold', name]);
  const exit = await run(['dump.sql', '--preset', 'plain', '-o', 'V001.sql', ...given, ...args], io);
  return {
    exit,
    sql: existsSync(at('V001.sql')) ? readFileSync(at('V001.sql'), 'utf8') : undefined,
    err: err.text(),
  };
}

const lines = (text: string | undefined): string[] => (text ?? '').split('\n');
/** Lines of the second that the first lacks. */
const gained = (before: string | undefined, after: string | undefined): string[] => {
  const left = lines(before);
  return lines(after).filter((line) => {
    const found = left.indexOf(line);
    if (found !== -1) left.splice(found, 1);
    return found === -1 && line.trim() !== '';
  });
};

describe('a migration', () => {
  it('changes only what it touches: all other text is that of the dump', async () => {
    const { sql: before } = await fold([]);
    const { exit, sql, err } = await fold([
      `ALTER TABLE clinic.patient ADD COLUMN phone text DEFAULT '-';
       COMMENT ON COLUMN clinic.patient.phone IS 'With the country';
       GRANT UPDATE ON clinic.patient TO clinic_app;
       ALTER TABLE clinic.patient ALTER COLUMN name SET DEFAULT 'unknown';`,
    ]);
    expect({ exit, err: err.split('\n').slice(-2) }).toEqual({ exit: 0, err: ['V001.sql: written', ''] });
    expect(gained(before, sql)).toEqual([
      "      ('clinic.patient', '{id,name,sex,kind,old_no,phone}'),",
      "  name text DEFAULT 'unknown'::text,",
      "  phone text DEFAULT '-'::text,",
      '    SELECT FROM pg_catalog.pg_attribute',
      "    WHERE attrelid = 'clinic.patient'::regclass AND attname = 'phone'",
      "      AND col_description(attrelid, attnum) IS NOT DISTINCT FROM 'With the country'",
      "    COMMENT ON COLUMN clinic.patient.phone IS 'With the country';",
      '  IF NOT EXISTS (',
      '  ) THEN',
      '    GRANT SELECT,UPDATE ON TABLE clinic.patient TO clinic_app;',
      '  END IF;',
    ]);
    expect(gained(sql, before)).toEqual([
      "      ('clinic.patient', '{id,name,sex,kind,old_no}'),",
      '  name text,',
      '    GRANT SELECT ON TABLE clinic.patient TO clinic_app;',
    ]);
  });

  it('drops, renames, replaces', async () => {
    const { exit, sql, err } = await fold(
      [
        `ALTER TYPE clinic.sex ADD VALUE 'x' BEFORE 'm';
         ALTER TABLE clinic.patient DROP COLUMN old_no;
         ALTER TABLE clinic.ward RENAME TO station;`,
        `CREATE OR REPLACE VIEW clinic.in_patients AS SELECT id, name, sex FROM clinic.patient WHERE kind = 'in';
         ALTER TABLE clinic.station ADD COLUMN id serial;
         INSERT INTO clinic.station (code) VALUES ('A'), ('B');`,
      ],
      '--owners',
      'keep',
      '--report',
      'report.json',
    );
    expect({ exit, err }).toEqual({ exit: 0, err: expect.any(String) });
    expect(err).toContain(
      "This statement changes rows, which are no part of a schema, and is not in the output:\n  V003__x.sql:3: INSERT INTO clinic.station (code) VALUES ('A'), ('B')\n",
    );
    expect(sql).toMatch(/'f',\s+'x',\s+'m'/);
    expect(sql).not.toContain('old_no');
    expect(sql).toContain('CREATE TABLE IF NOT EXISTS clinic.station (');
    expect(sql).toContain('ALTER TABLE clinic.station OWNER TO clinic_owner');
    expect(sql).toContain('ALTER COLUMN name SET COMPRESSION lz4');
    expect(sql).toContain(`nextval('clinic.station_id_seq'::regclass)`);
    expect(sql).toContain('GRANT SELECT ON TABLE clinic.station TO clinic_app');
    expect(sql).not.toMatch(/CREATE TABLE IF NOT EXISTS clinic\.ward\b/);
    const { ledger, counts, source } = JSON.parse(readFileSync(at('report.json'), 'utf8')) as {
      ledger: { file?: string; line: number; object: string; disposition: string; detail?: string }[];
      counts: Record<string, number>;
      source: { folded: string[] };
    };
    expect(source.folded).toEqual(['V002__x.sql', 'V003__x.sql']);
    const ofObject = (id: string): unknown => ledger.find(({ object }) => object === id);
    // The last statement that names it.
    expect(ofObject('table clinic.station')).toMatchObject({ file: 'V003__x.sql', line: 2 });
    expect(ofObject('table clinic.ward')).toMatchObject({
      disposition: 'dropped',
      detail: 'dropped by V002__x.sql',
    });
    expect(ofObject('view clinic.in_patients')).toMatchObject({
      disposition: 'changed',
      detail: 'V003__x.sql',
    });
    expect(ofObject('setting clinic."old_no Compression" on clinic.patient')).toMatchObject({
      disposition: 'dropped',
    });
    const { kept, guarded, changed, merged, dropped, statements } = counts;
    expect(kept! + guarded! + changed! + merged! + dropped!).toBe(statements);
  });
});

describe('a statement that PGlite cannot run', () => {
  it('comes into the baseline as it is', async () => {
    const { exit, sql } = await fold([
      `ALTER TABLE clinic.ward ADD COLUMN note text;
       ALTER TABLE clinic.ward ALTER COLUMN note SET COMPRESSION lz4;
       CREATE EXTENSION postgis;`,
    ]);
    expect(exit).toBe(0);
    expect(sql).toContain('ALTER TABLE clinic.ward ALTER COLUMN note SET COMPRESSION lz4;');
    expect(sql).toContain('CREATE EXTENSION IF NOT EXISTS postgis');
  });

  it('is refused where its effect is not its text', async () => {
    const { exit, sql, err } = await fold(['CREATE EXTENSION postgis;\nDROP EXTENSION postgis;\n']);
    expect({ exit, sql }).toEqual({ exit: 2, sql: undefined });
    expect(err).toContain('V002__x.sql:2:1: error: The statement cannot run here');
    expect(err).toContain('[fold/not-run]');
  });
});

describe('nothing is written', () => {
  it('where a migration fails', async () => {
    const { exit, sql, err } = await fold([
      'ALTER TABLE clinic.ward ADD COLUMN note text;',
      'SELECT 1;\nALTER TABLE clinic.nurse ADD COLUMN note text;\n',
    ]);
    expect({ exit, sql }).toEqual({ exit: 2, sql: undefined });
    expect(err).toContain(
      'V003__x.sql:2:1: error: The statement fails: relation "clinic.nurse" does not exist [source/failed]',
    );
  });

  it('where a file is missing, or a folder', async () => {
    const { exit, err } = await fold([], '--fold', '.');
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('[input/directory]') });
    const missing = await fold([], '--fold', 'V009.sql');
    expect({ exit: missing.exit, sql: missing.sql }).toEqual({ exit: 2, sql: undefined });
    expect(missing.err).toContain('V009.sql');
  });
});
