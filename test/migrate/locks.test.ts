/** The lock of each form of a statement, and what it does to the table. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import { factsOf, type Facts } from '../../src/migrate/locks/facts.js';
import { locksOf } from '../../src/migrate/locks/locks.js';
import { strongest } from '../../src/migrate/locks/modes.js';
import { objectsOf } from '../verbs/migration.js';

const OLD = `
  CREATE SCHEMA s;
  CREATE DOMAIN s.pin AS text CONSTRAINT pin_check CHECK ((VALUE ~ '^[0-9]{6}$'::text));
  CREATE DOMAIN s.plain AS character varying(20);
  CREATE FUNCTION s.steady() RETURNS integer LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
  CREATE FUNCTION s.moody() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;
  CREATE TABLE s.a (id integer NOT NULL, code character varying(15), total numeric(10,2), at timestamp without time zone, note text, pin s.pin, name s.plain, big bigint, proven integer);
  CREATE TABLE s.b (id integer NOT NULL, a_id integer);
  CREATE TABLE s.p (id integer NOT NULL) PARTITION BY RANGE (id);
  CREATE TABLE s.p1 (id integer NOT NULL);
  ALTER TABLE ONLY s.p ATTACH PARTITION s.p1 FOR VALUES FROM (1) TO (2);
  ALTER TABLE ONLY s.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
  ALTER TABLE s.a ADD CONSTRAINT a_check CHECK (((proven IS NOT NULL) AND (id > 0)));
  ALTER TABLE ONLY s.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a_id) REFERENCES s.a(id) NOT VALID;
  CREATE INDEX a_code_idx ON s.a USING btree (code);
  CREATE VIEW s.v AS SELECT id FROM s.a;`;

let facts: Facts;
beforeAll(async () => {
  await loadGrammar();
  const objects = objectsOf(OLD, 15);
  facts = factsOf(objects, objects, 15);
});

/** `s.a: ACCESS EXCLUSIVE, scan`. */
const lockOf = (sql: string): string[] =>
  locksOf([sql], facts)[0]!.map(({ relation, mode, effect, children }) =>
    [`${relation}${children ? '*' : ''}: ${mode}`, ...(effect === 'none' ? [] : [effect])].join(', '),
  );

type Case = readonly [sql: string, ...locks: string[]];
const holds = ([sql, ...locks]: Case): void => expect(lockOf(sql), sql).toEqual(locks);

describe('ADD COLUMN', () => {
  it.each<Case>([
    ['ALTER TABLE ONLY s.a ADD COLUMN x integer', 's.a: ACCESS EXCLUSIVE'],
    [`ALTER TABLE ONLY s.a ADD COLUMN x text DEFAULT 'y'::text NOT NULL`, 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x timestamptz DEFAULT now()', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x timestamptz DEFAULT CURRENT_TIMESTAMP', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x integer DEFAULT s.steady()', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x integer DEFAULT (1 + s.moody())', 's.a: ACCESS EXCLUSIVE, rewrite'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x uuid DEFAULT gen_random_uuid()', 's.a: ACCESS EXCLUSIVE, rewrite'],
    [
      'ALTER TABLE ONLY s.a ADD COLUMN x uuid DEFAULT public.uuid_generate_v4()',
      's.a: ACCESS EXCLUSIVE, rewrite',
    ],
    ['ALTER TABLE ONLY s.a ADD COLUMN x serial', 's.a: ACCESS EXCLUSIVE, rewrite'],
    [
      'ALTER TABLE ONLY s.a ADD COLUMN x bigint GENERATED ALWAYS AS IDENTITY',
      's.a: ACCESS EXCLUSIVE, rewrite',
    ],
    [
      'ALTER TABLE ONLY s.a ADD COLUMN x integer GENERATED ALWAYS AS (id + 1) STORED',
      's.a: ACCESS EXCLUSIVE, rewrite',
    ],
    [
      'ALTER TABLE ONLY s.a ADD COLUMN x integer GENERATED ALWAYS AS (id + 1) VIRTUAL',
      's.a: ACCESS EXCLUSIVE',
    ],
    ['ALTER TABLE ONLY s.a ADD COLUMN x s.pin', 's.a: ACCESS EXCLUSIVE, rewrite'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x s.plain', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD COLUMN x integer CHECK (x > 0)', 's.a: ACCESS EXCLUSIVE, scan'],
    [
      'ALTER TABLE ONLY s.b ADD COLUMN x integer REFERENCES s.a',
      's.b: ACCESS EXCLUSIVE',
      's.a: SHARE ROW EXCLUSIVE',
    ],
  ])('%s', (...one) => holds(one as unknown as Case));
});

describe('ALTER COLUMN TYPE', () => {
  it.each<readonly [string, string, 'rewrite' | 'none' | 'scan']>([
    ['code', 'character varying(30)', 'none'],
    ['code', 'character varying', 'none'],
    ['code', 'text', 'none'],
    ['code', 'text USING code::text', 'none'],
    ['code', 'text USING upper(code)', 'rewrite'],
    ['code', 'character varying(10)', 'rewrite'],
    ['code', 'integer USING code::integer', 'rewrite'],
    ['code', 'character varying(15) COLLATE "C"', 'scan'],
    ['note', 'character varying', 'none'],
    ['note', 'character varying(50)', 'rewrite'],
    ['total', 'numeric(12,2)', 'none'],
    ['total', 'numeric', 'none'],
    ['total', 'numeric(12,3)', 'rewrite'],
    ['total', 'double precision', 'rewrite'],
    ['at', 'timestamp(6) without time zone', 'none'],
    ['at', 'timestamp(3) without time zone', 'rewrite'],
    ['at', 'timestamp with time zone', 'rewrite'],
    ['id', 'bigint', 'rewrite'],
    ['name', 'character varying(40)', 'none'],
    ['note', 's.pin', 'rewrite'],
  ])('%s to %s', (column, type, effect) => {
    const locks = lockOf(`ALTER TABLE ONLY s.a ALTER COLUMN ${column} TYPE ${type}`);
    expect(locks).toEqual([`s.a: ACCESS EXCLUSIVE${effect === 'none' ? '' : `, ${effect}`}`]);
  });
});

describe('other actions of ALTER TABLE', () => {
  it.each<Case>([
    ['ALTER TABLE ONLY s.a ALTER COLUMN note SET NOT NULL', 's.a: ACCESS EXCLUSIVE, scan'],
    ['ALTER TABLE ONLY s.a ALTER COLUMN proven SET NOT NULL', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a DROP COLUMN note', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ALTER COLUMN note SET STATISTICS 100', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ALTER COLUMN note SET STORAGE MAIN', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a SET (fillfactor=70)', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a SET (user_catalog_table=true)', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a SET UNLOGGED', 's.a: ACCESS EXCLUSIVE, rewrite'],
    ['ALTER TABLE s.a DISABLE TRIGGER x', 's.a*: SHARE ROW EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ENABLE ROW LEVEL SECURITY', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE s.a OWNER TO x', 's.a*: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD CONSTRAINT x CHECK (id > 1)', 's.a: ACCESS EXCLUSIVE, scan'],
    ['ALTER TABLE ONLY s.a ADD CONSTRAINT x CHECK (id > 1) NOT VALID', 's.a: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.a ADD CONSTRAINT x UNIQUE (code)', 's.a: ACCESS EXCLUSIVE, scan'],
    ['ALTER TABLE ONLY s.a ADD CONSTRAINT x UNIQUE USING INDEX y', 's.a: ACCESS EXCLUSIVE'],
    [
      'ALTER TABLE ONLY s.b ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES s.a(id)',
      's.b: SHARE ROW EXCLUSIVE, scan',
      's.a: SHARE ROW EXCLUSIVE',
    ],
    [
      'ALTER TABLE ONLY s.b ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES s.a(id) NOT VALID',
      's.b: SHARE ROW EXCLUSIVE',
      's.a: SHARE ROW EXCLUSIVE',
    ],
    ['ALTER TABLE s.b VALIDATE CONSTRAINT b_a_fkey', 's.b*: SHARE UPDATE EXCLUSIVE, scan', 's.a: ROW SHARE'],
    ['ALTER TABLE ONLY s.b DROP CONSTRAINT b_a_fkey', 's.b: ACCESS EXCLUSIVE', 's.a: ACCESS EXCLUSIVE'],
    [
      'ALTER TABLE ONLY s.p ATTACH PARTITION s.a FOR VALUES FROM (3) TO (4)',
      's.p: SHARE UPDATE EXCLUSIVE',
      's.a: ACCESS EXCLUSIVE, scan',
    ],
    ['ALTER TABLE ONLY s.p DETACH PARTITION s.p1', 's.p: ACCESS EXCLUSIVE', 's.p1: ACCESS EXCLUSIVE'],
    ['ALTER TABLE ONLY s.b INHERIT s.a', 's.b: ACCESS EXCLUSIVE', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['ALTER INDEX s.a_code_idx SET (fillfactor=70)', 's.a*: SHARE UPDATE EXCLUSIVE'],
  ])('%s', (...one) => holds(one as unknown as Case));
});

describe('other statements', () => {
  it.each<Case>([
    ['CREATE INDEX x ON s.a USING btree (id)', 's.a*: SHARE, scan'],
    ['CREATE UNIQUE INDEX x ON ONLY s.a USING btree (id)', 's.a: SHARE, scan'],
    ['CREATE INDEX CONCURRENTLY x ON s.a USING btree (id)', 's.a*: SHARE UPDATE EXCLUSIVE, scan'],
    ['DROP INDEX s.a_code_idx', 's.a: ACCESS EXCLUSIVE'],
    ['CREATE TRIGGER x BEFORE INSERT ON s.a FOR EACH ROW EXECUTE FUNCTION s.f()', 's.a: SHARE ROW EXCLUSIVE'],
    ['DROP TRIGGER x ON s.a', 's.a: ACCESS EXCLUSIVE'],
    ['CREATE POLICY x ON s.a USING (true)', 's.a: ACCESS EXCLUSIVE'],
    ['GRANT SELECT ON TABLE s.a TO x'],
    ['CREATE OR REPLACE VIEW s.v AS SELECT id FROM s.a', 's.v: ACCESS EXCLUSIVE'],
    ['DROP VIEW s.v', 's.v: ACCESS EXCLUSIVE'],
    ['DROP TABLE s.b', 's.b: ACCESS EXCLUSIVE', 's.a: ACCESS EXCLUSIVE'],
    ['UPDATE s.a SET id = 1', 's.a: ROW EXCLUSIVE, rows'],
    [`COMMENT ON COLUMN s.a.id IS 'x'`, 's.a: SHARE UPDATE EXCLUSIVE'],
    ['CREATE TABLE s.n (a_id integer REFERENCES s.a)', 's.a: SHARE ROW EXCLUSIVE'],
    ['CREATE TABLE s.n PARTITION OF s.p FOR VALUES FROM (5) TO (6)', 's.p: ACCESS EXCLUSIVE'],
    ['CREATE TABLE s.n () INHERITS (s.a)', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['CREATE STATISTICS s.x ON id, code FROM s.a', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['ALTER DOMAIN s.pin ADD CONSTRAINT x CHECK (VALUE <> $$$$)', 's.a: SHARE, scan'],
    ['ALTER DOMAIN s.pin ADD CONSTRAINT x CHECK (VALUE <> $$$$) NOT VALID'],
    ['CREATE PUBLICATION x FOR TABLE s.a', 's.a: SHARE UPDATE EXCLUSIVE'],
    ['ALTER TABLE s.new ADD COLUMN x integer'],
    ['not a statement'],
  ])('%s', (...one) => holds(one as unknown as Case));
});

it('joins the locks of a transaction, and keeps those of single statements apart', () => {
  const locks = locksOf(
    [
      'ALTER TABLE ONLY s.b ADD CONSTRAINT x CHECK (id > 1) NOT VALID',
      'ALTER TABLE s.b VALIDATE CONSTRAINT x',
      'CREATE INDEX x ON s.a USING btree (id)',
    ],
    facts,
  ).flat();
  const shown = (together: boolean) =>
    strongest(locks, together).map(({ relation, mode, effect }) => `${relation} ${mode} ${effect}`);
  expect(shown(true)).toEqual(['s.a SHARE scan', 's.b ACCESS EXCLUSIVE scan']);
  expect(shown(false)).toEqual([
    's.a SHARE scan',
    's.b ACCESS EXCLUSIVE none',
    's.b SHARE UPDATE EXCLUSIVE scan',
  ]);
});
