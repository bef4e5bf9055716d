/** Each check of the proof finds a migration that is wrong in its way. Runs on PGlite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/verify/engine/engine.js';
import { openEngine } from '../src/verify/engines.js';
import { proveMigration } from '../src/verify/migration/proof.js';
import type { MigrationProof, MigrationProofInput } from '../src/verify/migration/result.js';
import { renderProof } from '../src/verify/migration/text.js';

const OLD = `
  CREATE SCHEMA clinic;
  CREATE ROLE reader;
  CREATE TYPE clinic.sex AS ENUM ('f', 'm');
  CREATE TABLE clinic.hospital (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
  CREATE TABLE clinic.patient (
    id serial PRIMARY KEY,
    hospital_id bigint NOT NULL REFERENCES clinic.hospital,
    code text, notes text, sex clinic.sex, seen timestamp,
    pan text CHECK (pan ~ '^[A-Z]{5}[0-9]{4}[A-Z]$'));
  CREATE TABLE clinic.visit (at date NOT NULL, fee numeric(10,2)) PARTITION BY RANGE (at);
  CREATE TABLE clinic.visit_2025 PARTITION OF clinic.visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE MATERIALIZED VIEW clinic.fees AS SELECT sum(fee) AS fees FROM clinic.visit WITH NO DATA;`;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({}, OLD);
});
afterAll(() => engine.close());

const prove = (
  change: string,
  migration: string,
  more: Partial<MigrationProofInput> = {},
): Promise<MigrationProof> =>
  proveMigration({
    engine,
    old: { dump: OLD },
    new: { dump: `${OLD};\n${change}` },
    migration: [{ text: migration, transaction: true }],
    ...more,
  });

const ADD = 'ALTER TABLE clinic.patient ADD COLUMN IF NOT EXISTS phone text';

describe('a migration that is right', () => {
  it('is proven: columns, types with another text, sequences, partitions, grants', async () => {
    const proof = await prove(
      `ALTER TABLE clinic.patient ADD COLUMN phone text, ALTER seen TYPE timestamptz, ALTER code TYPE integer USING code::integer;
       ALTER TABLE clinic.visit DETACH PARTITION clinic.visit_2025; GRANT SELECT ON clinic.patient TO reader;`,
      `${ADD};
       DO $$ BEGIN
         IF to_regtype('pg_catalog.int4') <> (SELECT atttypid FROM pg_attribute WHERE attrelid = 'clinic.patient'::regclass AND attname = 'code') THEN
           ALTER TABLE clinic.patient ALTER seen TYPE timestamptz, ALTER code TYPE integer USING code::integer;
         END IF;
         IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 'clinic.visit_2025'::regclass) THEN
           ALTER TABLE clinic.visit DETACH PARTITION clinic.visit_2025;
         END IF;
       END $$;
       GRANT SELECT ON clinic.patient TO reader;`,
    );
    expect(renderProof(proof)).toMatch(
      /^The migration is proven on PGlite .*: it makes NEW of OLD, keeps 9 sample rows in 3 tables, and changes nothing when it runs again\.\n$/,
    );
    expect(proof).toMatchObject({
      verdict: 'proven',
      differences: [],
      rows: [],
      empty: [],
      notTwice: undefined,
    });
  });

  it('may add a column where NEW has it in the middle', async () => {
    const old = `${OLD}; CREATE PUBLICATION p FOR TABLE clinic.patient (id, code)`;
    const middle = old.replace('code text,', 'phone text, code text,');
    const proof = await prove('', ADD, { old: { dump: old }, new: { dump: middle } });
    expect(proof).toMatchObject({ verdict: 'proven', orders: ['clinic.patient'] });
  });
});

describe('a migration that is wrong', () => {
  const unproven = async (...args: Parameters<typeof prove>): Promise<string> => {
    const proof = await prove(...args);
    expect(proof.verdict).toBe('unproven');
    return renderProof(proof);
  };

  it('misses a column and a grant, and has something of its own', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ADD phone text; GRANT SELECT ON clinic.patient TO reader;',
      'CREATE INDEX IF NOT EXISTS mine ON clinic.patient (code)',
    );
    expect(text).toContain('table column clinic.patient.phone: it is missing');
    expect(text).toContain('privilege reader on table clinic.patient: it is missing');
    expect(text).toContain('index clinic.mine: it should not be there');
  });

  it('makes something else than NEW', async () => {
    const text = await unproven(
      `ALTER TABLE clinic.patient ADD phone text DEFAULT 'a'`,
      `${ADD} DEFAULT 'b'`,
    );
    expect(text).toContain(`default value for clinic.patient.phone differs`);
  });

  it('loses a row, and changes another one', async () => {
    const where = `id = (SELECT min(id) FROM clinic.patient)`;
    const once = `IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'clinic.patient'::regclass AND attname = 'phone') THEN`;
    const text = await unproven(
      'ALTER TABLE clinic.patient ADD phone text',
      `DO $$ BEGIN ${once} DELETE FROM clinic.patient WHERE ${where}; UPDATE clinic.patient SET notes = 'gone' WHERE ${where}; END IF; END $$; ${ADD}`,
    );
    expect(text).toContain('table clinic.patient has lost or changed 2 rows, such as the row {"id":"1"');
    expect(text).not.toContain('second run');
  });

  it('replaces a column instead of changing its type', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ALTER notes TYPE varchar(50)',
      'ALTER TABLE clinic.patient DROP notes; ALTER TABLE clinic.patient ADD notes varchar(50)',
    );
    expect(text).toContain('table clinic.patient has lost or changed 2 rows');
    expect(text).toContain('The second run changes table column clinic.patient.notes:');
  });

  it('drops a column and a table, unless they may go', async () => {
    const change = 'ALTER TABLE clinic.patient DROP notes; DROP TABLE clinic.visit CASCADE';
    const migration =
      'ALTER TABLE clinic.patient DROP COLUMN IF EXISTS notes; DROP TABLE IF EXISTS clinic.visit CASCADE';
    const text = await unproven(change, migration);
    expect(text).toContain('table clinic.patient has lost the values of column notes');
    expect(text).toContain('table clinic.visit_2025 is gone, with all its rows');
    const allowed = await prove(change, migration, {
      mayLose: ['clinic.patient.notes', 'clinic.visit', 'clinic.visit_2025'],
    });
    expect(renderProof(allowed)).toContain('The migration is proven');
  });

  it('drops what is to be renamed', async () => {
    const change = 'ALTER TABLE clinic.patient RENAME notes TO remarks';
    const renames = [{ from: 'clinic.patient.notes', to: 'clinic.patient.remarks' }];
    const text = await unproven(
      change,
      'ALTER TABLE clinic.patient DROP COLUMN IF EXISTS notes, ADD COLUMN IF NOT EXISTS remarks text',
      { renames },
    );
    expect(text).toContain('table clinic.patient has lost or changed 2 rows');
    const renamed = await prove(
      change,
      `DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'clinic.patient'::regclass AND attname = 'notes') THEN
         ALTER TABLE clinic.patient RENAME notes TO remarks; END IF; END $$`,
      { renames },
    );
    expect(renderProof(renamed)).toContain('The migration is proven');
  });

  it('drops a partition that was to be detached', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.visit DETACH PARTITION clinic.visit_2025',
      'DROP TABLE IF EXISTS clinic.visit_2025; CREATE TABLE clinic.visit_2025 (at date NOT NULL, fee numeric(10,2))',
    );
    expect(text).toContain('table clinic.visit_2025 has lost or changed 3 rows');
  });

  it('begins a sequence anew', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ALTER id DROP DEFAULT; DROP SEQUENCE clinic.patient_id_seq; ALTER TABLE clinic.patient ALTER id ADD GENERATED ALWAYS AS IDENTITY',
      `DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'clinic.patient'::regclass AND attname = 'id' AND attidentity = '') THEN
         ALTER TABLE clinic.patient ALTER id DROP DEFAULT; DROP SEQUENCE clinic.patient_id_seq;
         ALTER TABLE clinic.patient ALTER id ADD GENERATED ALWAYS AS IDENTITY; END IF; END $$`,
    );
    expect(text).toContain('Sequence clinic.patient_id_seq continues with 1 instead of 11.');
  });

  it('leaves a materialized view unpopulated', async () => {
    const view =
      'CREATE MATERIALIZED VIEW clinic.fees AS SELECT max(fee) AS fees FROM clinic.visit WITH NO DATA';
    const migration = `DO $$ BEGIN IF pg_get_viewdef('clinic.fees'::regclass) LIKE '%sum%' THEN
       DROP MATERIALIZED VIEW clinic.fees; ${view}; END IF; END $$`;
    const text = await unproven(`DROP MATERIALIZED VIEW clinic.fees; ${view}`, migration);
    expect(text).toContain('materialized view clinic.fees had rows, and has to be refreshed');
  });

  it('fails on rows with NULL', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ADD phone text NOT NULL',
      'ALTER TABLE clinic.patient ADD COLUMN IF NOT EXISTS phone text NOT NULL',
    );
    expect(text).toContain(
      'A statement of the migration fails in line 1: column "phone" of relation "patient" contains null values',
    );
  });

  it('cannot run twice', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ADD phone text',
      'ALTER TABLE clinic.patient ADD phone text',
    );
    expect(text).toContain(
      'The second run fails in line 1: column "phone" of relation "patient" already exists',
    );
  });

  it('changes rows a second time', async () => {
    const text = await unproven(
      'ALTER TABLE clinic.patient ADD phone text',
      `${ADD}; UPDATE clinic.patient SET phone = concat(phone, 'x')`,
    );
    expect(text).toContain('The second run: table clinic.patient has lost or changed 3 rows');
  });

  it('rests on SQL that fails itself', async () => {
    const text = await unproven('CREATE TABLE nowhere.a ()', '');
    expect(text).toContain('A statement of NEW fails in line');
    expect(text).toContain('schema "nowhere" does not exist');
  });
});

it('a table that cannot have rows is named, and unproven if it changes', async () => {
  const odd = `${OLD}; CREATE TABLE clinic.odd (a integer NOT NULL CHECK (a > 1 AND a < 1))`;
  const untouched = await prove('', ADD, {
    old: { dump: odd },
    new: { dump: `${odd}; ALTER TABLE clinic.patient ADD phone text` },
  });
  expect(untouched).toMatchObject({
    verdict: 'proven',
    empty: [{ table: 'clinic.odd', reason: 'no values of a satisfy its rules', touched: false }],
  });
  const text = 'ALTER TABLE clinic.odd ADD COLUMN IF NOT EXISTS b text';
  const touched = await prove('', text, { old: { dump: odd }, new: { dump: `${odd}; ${text}` } });
  expect(renderProof(touched)).toContain(
    'table clinic.odd is changed, but no sample row could be made for it: no values of a satisfy its rules',
  );
});

it('runs a file outside a transaction statement by statement, and counts gaps of the engine', async () => {
  const subscription = `CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)`;
  const proof = await proveMigration({
    engine,
    old: { dump: OLD },
    new: {
      dump: `${OLD}; ALTER TYPE clinic.sex ADD VALUE 'x'; CREATE INDEX i ON clinic.patient (sex); ${subscription}`,
    },
    migration: [
      { text: `ALTER TYPE clinic.sex ADD VALUE IF NOT EXISTS 'x'`, transaction: false },
      {
        text: `CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON clinic.patient (sex); ${subscription}`,
        transaction: false,
      },
    ],
  });
  expect(proof).toMatchObject({ verdict: 'proven', failures: [], notTwice: undefined });
  expect(proof.notRun.map(({ why }) => why)).toEqual(['subscriptions, which need libpq']);
});

it('finds a file outside a transaction that cannot go on after it stopped', async () => {
  const unlessMade = (statement: string): string =>
    `DO $$ BEGIN IF to_regclass('clinic.made') IS NULL THEN ${statement}; END IF; END $$;\n`;
  const text = `${unlessMade('CREATE TABLE clinic.staging (id integer)')}${unlessMade('ALTER TABLE clinic.staging RENAME TO made')}`;
  const proof = await prove('CREATE TABLE clinic.made (id integer)', '', {
    migration: [{ text, transaction: false }],
  });
  expect(proof).toMatchObject({ verdict: 'unproven', failures: [], differences: [], notTwice: undefined });
  expect(renderProof(proof)).toContain(
    'A run after a stop behind line 1 fails in line 1: relation "staging" already exists',
  );
});
