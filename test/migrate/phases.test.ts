/** Which file of a migration in phases has what. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ready } from '../../src/index.js';
import { phaseNames } from '../../src/cli/migration/phaseNames.js';
import { headerOf, planned, type Planning } from './planned.js';

beforeAll(ready);

const BASE = `
  CREATE SCHEMA s;
  CREATE TYPE s.mood AS ENUM ('good', 'bad');
  CREATE TABLE s.h (id bigint NOT NULL);
  ALTER TABLE ONLY s.h ADD CONSTRAINT h_pkey PRIMARY KEY (id);
  CREATE TABLE s.p (id bigint NOT NULL) PARTITION BY RANGE (id);`;
const table = (columns: string): string => `${BASE} CREATE TABLE s.a (${columns});`;
const OLD = table('id bigint NOT NULL, note text, mood s.mood');

/** By phase: the statements that begin with ALTER, CREATE, DROP or UPDATE, on one line each. */
function phases(old: string, now: string, more: Planning = {}): Record<string, string[]> {
  const { files } = planned(old, now, { phases: true, ...more });
  return Object.fromEntries(
    files.map(({ suffix, sql }) => [
      suffix,
      [...sql.matchAll(/^ *((?:ALTER|CREATE|DROP)\s[^;]*);|'(UPDATE)/gm)].map(([, one, update]) =>
        (one ?? update ?? '').replace(/\s+/g, ' '),
      ),
    ]),
  );
}

describe('what is added', () => {
  it('is in one file where nothing takes long', () => {
    expect(
      phases(OLD, `${OLD} CREATE TABLE s.n (id bigint); CREATE INDEX n_i ON s.n USING btree (id);`),
    ).toEqual({
      expand: [
        expect.stringMatching(/^CREATE TABLE IF NOT EXISTS s\.n/),
        'CREATE INDEX n_i ON s.n USING btree (id)',
      ],
    });
  });

  it('is checked later, and indexed without a lock', () => {
    const now = `${OLD}
      ALTER TABLE ONLY s.a ADD CONSTRAINT a_h_fkey FOREIGN KEY (id) REFERENCES s.h(id);
      ALTER TABLE s.a ADD CONSTRAINT a_check CHECK ((id > 0));
      ALTER TABLE ONLY s.a ADD CONSTRAINT a_key UNIQUE (note, id) DEFERRABLE INITIALLY DEFERRED;
      CREATE INDEX a_i ON s.a USING btree (note);
      ALTER TABLE s.a CLUSTER ON a_i;`;
    expect(phases(OLD, now)).toEqual({
      expand: [
        'ALTER TABLE s.a ADD CONSTRAINT a_check CHECK ((id > 0)) NOT VALID',
        'ALTER TABLE ONLY s.a ADD CONSTRAINT a_h_fkey FOREIGN KEY (id) REFERENCES s.h(id) NOT VALID',
      ],
      backfill: [
        'ALTER TABLE s.a VALIDATE CONSTRAINT a_check',
        'DROP INDEX s.a_key',
        'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_key ON s.a (note, id)',
        'DROP INDEX s.a_i',
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS a_i ON s.a USING btree (note)',
        'ALTER TABLE s.a VALIDATE CONSTRAINT a_h_fkey',
      ],
      contract: [
        'ALTER TABLE ONLY s.a ADD CONSTRAINT a_key UNIQUE USING INDEX a_key DEFERRABLE INITIALLY DEFERRED',
        'ALTER TABLE s.a CLUSTER ON a_i',
      ],
    });
  });

  it('stays as it is where PostgreSQL has no such form', () => {
    const now = `${OLD}
      CREATE INDEX p_i ON s.p USING btree (id);
      ALTER TABLE ONLY s.p ADD CONSTRAINT p_fkey FOREIGN KEY (id) REFERENCES s.h(id);
      ALTER TABLE ONLY s.a ADD CONSTRAINT a_excl EXCLUDE USING btree (id WITH =);`;
    const found = phases(OLD, now);
    expect(Object.keys(found)).toEqual(['contract']);
    expect(found['contract']).toHaveLength(3);
  });

  it('stays without a check if that is what the schema says', () => {
    const key = 'ALTER TABLE ONLY s.a ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES s.h(id) NOT VALID';
    expect(phases(OLD, `${OLD} ${key};`)).toEqual({ expand: [key] });
  });
});

describe('NOT NULL', () => {
  const PRESENT = 'CONSTRAINT a_note_present';
  const now = table('id bigint NOT NULL, note text NOT NULL, mood s.mood');

  it('is proven by a CHECK', () => {
    expect(phases(OLD, now)).toEqual({
      expand: [`ALTER TABLE s.a ADD ${PRESENT} CHECK (note IS NOT NULL) NOT VALID`],
      backfill: [`ALTER TABLE s.a VALIDATE ${PRESENT}`],
      contract: [
        'ALTER TABLE s.a ALTER COLUMN note SET NOT NULL',
        `ALTER TABLE s.a DROP CONSTRAINT IF EXISTS a_note_present`,
      ],
    });
  });

  it('comes after the values', () => {
    expect(phases(OLD, now, { values: { 's.a.note': `'x'` } })['backfill']).toEqual([
      'UPDATE',
      `ALTER TABLE s.a ADD ${PRESENT} CHECK (note IS NOT NULL) NOT VALID`,
      `ALTER TABLE s.a VALIDATE ${PRESENT}`,
    ]);
  });

  it('takes a name that is free', () => {
    const taken = `${OLD} ALTER TABLE s.a ADD ${PRESENT} CHECK ((id > 0));`;
    const other = `${now} ALTER TABLE s.a ADD ${PRESENT} CHECK ((id > 0));`;
    expect(phases(taken, other)['expand']).toEqual([
      expect.stringContaining('ADD CONSTRAINT a_note_present1 CHECK'),
    ]);
  });
});

describe('what is removed or written anew', () => {
  it('comes last, with what depends on it', () => {
    const view = 'CREATE VIEW s.v AS SELECT a.id FROM s.a;';
    const now = `${table('id integer NOT NULL, mood s.mood, extra text')} ${view}`;
    expect(phases(`${OLD} ${view} CREATE TABLE s.gone (id bigint);`, now)).toEqual({
      expand: ['ALTER TABLE s.a ADD COLUMN IF NOT EXISTS extra text'],
      contract: [
        'DROP VIEW IF EXISTS s.v',
        'DROP TABLE IF EXISTS s.gone',
        'ALTER TABLE s.a ALTER COLUMN id TYPE integer',
        'ALTER TABLE s.a DROP COLUMN IF EXISTS note',
        expect.stringMatching(/^CREATE OR REPLACE VIEW s\.v/),
      ],
    });
  });

  it('keeps the steps of a column that is dropped and added again together', () => {
    const of = (expression: string): string =>
      table(`id bigint NOT NULL, twice bigint GENERATED ALWAYS AS (${expression}) STORED`);
    expect(phases(of('(id * 2)'), of('(id + id)'))).toEqual({
      contract: [
        'ALTER TABLE s.a DROP COLUMN twice',
        expect.stringMatching(/^ALTER TABLE s\.a ADD COLUMN IF NOT EXISTS twice/),
      ],
    });
  });

  it('loosens first', () => {
    const check = 'ALTER TABLE s.a ADD CONSTRAINT a_check CHECK ((id > 0));';
    expect(Object.keys(phases(`${OLD} ${check}`, OLD))).toEqual(['expand']);
  });
});

it('adds values of an enum type in a file of their own, so that they can be used', () => {
  const now = OLD.replace(`'bad'`, `'bad', 'so_so'`).replace(
    'mood s.mood',
    `mood s.mood DEFAULT 'so_so'::s.mood`,
  );
  expect(phases(OLD, now)).toEqual({
    values: [`ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'so_so' AFTER 'bad'`],
    expand: [`ALTER TABLE ONLY s.a ALTER COLUMN mood SET DEFAULT 'so_so'::s.mood`],
  });
});

it('says in the first line of a file that it must run outside a transaction', () => {
  const { files } = planned(OLD, `${OLD} CREATE INDEX a_i ON s.a USING btree (note);`, { phases: true });
  const [file] = files;
  expect(files.map(({ suffix, transaction }) => [suffix, transaction])).toEqual([['backfill', false]]);
  expect(headerOf(file!.sql)).toMatch(/^Run this file outside of a transaction\./);
  expect(file!.sql).not.toMatch(/SET LOCAL|one transaction';/);
  expect(file!.sql).toMatch(/\nRESET search_path;\n|\nRESET row_security;\n/);
});

describe('the names of the files', () => {
  it.each([
    [
      'db/V002__visits.sql',
      ['db/V002__visits_expand.sql', 'db/V003__visits_backfill.sql', 'db/V004__visits_contract.sql'],
    ],
    ['V1.9__x.sql', ['V1.9__x_expand.sql', 'V1.10__x_backfill.sql', 'V1.11__x_contract.sql']],
    ['V099.sql', ['V099__expand.sql', 'V100__backfill.sql', 'V101__contract.sql']],
    ['visits.sql', ['visits_expand.sql', 'visits_backfill.sql', 'visits_contract.sql']],
  ])('count on from %s', (output, names) => {
    expect(phaseNames(output, ['expand', 'backfill', 'contract'])).toEqual(names);
  });

  it('stay as they are without phases', () => {
    expect(phaseNames('db/V002__visits.sql', [''])).toEqual(['db/V002__visits.sql']);
  });
});
