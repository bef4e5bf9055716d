/** What the planner writes and what it asks, by small pairs of schemas. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ready } from '../../src/index.js';
import { migrationOf } from '../../src/migration.js';
import { read } from '../../src/pipeline.js';
import { withDefaults } from '../../src/settings/settings.js';

beforeAll(ready);

interface Options {
  readonly values?: Readonly<Record<string, string>>;
  readonly none?: boolean;
  readonly allowDataLoss?: boolean;
}

function planned(
  old: string,
  now: string,
  { values = {}, none = false, allowDataLoss = false }: Options = {},
) {
  const side = (text: string) => ({
    dump: read(Buffer.from(`SET search_path = '';\n${text}`)),
    text,
    form: 'dump' as const,
    owners: true,
  });
  const { plan, files } = migrationOf(side(old), side(now), {
    settings: withDefaults({ preset: 'plain', owners: 'keep' }),
    values: new Map(Object.entries(values)),
    noRename: none,
    allowDataLoss,
    first: [],
  });
  return {
    sql: files.map(({ sql }) => sql).join('\n'),
    steps: plan.actions.flatMap(({ steps }) => steps.map(({ sql }) => sql)),
    questions: plan.questions.map(({ code, object }) => `${code} ${object}`),
  };
}

const MOOD = `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'ok', 'happy');`;

describe('a type made anew', () => {
  const table = (type: string): string => `CREATE TABLE s.a (m ${type});`;
  const fewer = `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'happy');`;

  it('stops before rows that hold a removed value, and says how to find them', () => {
    const { sql } = planned(`${MOOD} ${table('s.mood')}`, `${fewer} ${table('s.mood')}`);
    expect(sql).toContain(`HINT = 'Change these rows first: SELECT * FROM s.a WHERE m::text IN (''ok'')'`);
  });

  it('looks into arrays', () => {
    const { sql } = planned(`${MOOD} ${table('s.mood[]')}`, `${fewer} ${table('s.mood[]')}`);
    expect(sql).toContain(`IF EXISTS (SELECT FROM s.a WHERE m::text[] && ARRAY['ok']) THEN`);
  });

  it('never takes the name of another type for the former one', () => {
    const other = 'CREATE TYPE s.mood_replaced AS (a integer);';
    const { steps } = planned(`${MOOD} ${other} ${table('s.mood')}`, `${fewer} ${other} ${table('s.mood')}`);
    expect(steps).toContain('ALTER TYPE s.mood RENAME TO mood_replaced_2');
    expect(steps).toContain('DROP TYPE IF EXISTS s.mood_replaced_2');
  });

  it('is one whose new value is used at once, and no other', () => {
    const more = `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'ok', 'happy', 'new');`;
    const now = (value: string): string => `${more} CREATE TABLE s.a (m s.mood DEFAULT '${value}'::s.mood);`;
    const old = `${MOOD} CREATE TABLE s.a (m s.mood DEFAULT 'ok'::s.mood);`;
    expect(planned(old, now('new')).steps).toContain('ALTER TYPE s.mood RENAME TO mood_replaced');
    expect(planned(old, now('ok')).steps).toEqual([
      `ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'new' AFTER 'happy'`,
    ]);
  });
});

describe('a person decides', () => {
  const one = 'CREATE SCHEMA s; CREATE TABLE s.a (id integer, note text);';

  it.each([
    [
      'a column that is gone',
      'CREATE SCHEMA s; CREATE TABLE s.a (id integer);',
      ['diff/loss column s.a.note'],
    ],
    ['a table that is gone', 'CREATE SCHEMA s;', ['diff/loss table s.a']],
    [
      'a column of the same type that is new, too',
      'CREATE SCHEMA s; CREATE TABLE s.a (id integer, remark text);',
      ['diff/rename s.a.note', 'diff/loss column s.a.note'],
    ],
    [
      'a table of the same columns that is new, too',
      'CREATE SCHEMA s; CREATE TABLE s.b (id integer, note text);',
      ['diff/rename table s.a', 'diff/loss table s.a'],
    ],
    [
      'a new column without a value',
      'CREATE SCHEMA s; CREATE TABLE s.a (id integer, note text, kind text NOT NULL);',
      ['diff/value s.a.kind'],
    ],
    [
      'a table that becomes partitioned',
      'CREATE SCHEMA s; CREATE TABLE s.a (id integer, note text) PARTITION BY LIST (id);',
      ['diff/impossible table s.a'],
    ],
  ])('%s', (_, now, wanted) => {
    expect(planned(one, now).questions).toEqual(wanted);
  });

  it('not of a partition of other values, which is another one', () => {
    const partitioned = 'CREATE SCHEMA s; CREATE TABLE s.p (id integer, note text) PARTITION BY LIST (id);';
    const partition = (number: number): string =>
      `CREATE TABLE s.p${number} PARTITION OF s.p FOR VALUES IN (${number});`;
    const { questions } = planned(`${partitioned} ${partition(1)}`, `${partitioned} ${partition(2)}`);
    expect(questions).toEqual(['diff/loss table s.p1']);
  });

  it('by --value, and by --no-rename with --allow-data-loss', () => {
    const now = 'CREATE SCHEMA s; CREATE TABLE s.a (id integer, remark text NOT NULL);';
    const { questions, steps } = planned(one, now, {
      values: { 's.a.remark': `'none'` },
      none: true,
      allowDataLoss: true,
    });
    expect(questions).toEqual([]);
    expect(steps).toEqual([
      'ALTER TABLE s.a ADD COLUMN IF NOT EXISTS remark text',
      `UPDATE s.a SET remark = ('none') WHERE remark IS NULL`,
      'ALTER TABLE s.a ALTER COLUMN remark SET NOT NULL',
      'ALTER TABLE s.a DROP COLUMN IF EXISTS note',
    ]);
  });
});

describe('nothing is written', () => {
  it.each([
    ['for the same schema', `${MOOD} CREATE TABLE s.a (m s.mood);`, `${MOOD} CREATE TABLE s.a (m s.mood);`],
    [
      'for another spelling',
      'CREATE SCHEMA s; CREATE TABLE s.a (id integer NOT NULL, CONSTRAINT a_pkey PRIMARY KEY (id));',
      'create schema s; create table "s"."a" ("id" integer not null); ALTER TABLE ONLY s.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);',
    ],
    [
      'for owners that one of the two leaves out',
      'CREATE SCHEMA s; ALTER SCHEMA s OWNER TO clerk;',
      'CREATE SCHEMA s;',
    ],
  ])('%s', (_, old, now) => {
    expect(planned(old, now)).toEqual({ sql: '', steps: [], questions: [] });
  });
});

it('sets the search_path that a dump of an old version leaves names to', () => {
  const old = 'CREATE SCHEMA s; CREATE SCHEMA t;';
  const { sql } = planned(
    old,
    `${old} SET search_path = s, pg_catalog; CREATE TABLE a (id integer); SET search_path = t, pg_catalog; CREATE TABLE b (id integer);`,
  );
  expect(sql).toMatch(
    /SET LOCAL search_path = s, pg_catalog;\nCREATE TABLE IF NOT EXISTS a [^]*SET LOCAL search_path = t, pg_catalog;\nCREATE TABLE IF NOT EXISTS b /,
  );
});

describe('privileges', () => {
  it('of a new function do not come from default privileges', () => {
    const old = 'CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT ALL ON FUNCTIONS TO app;';
    const { steps } = planned(
      old,
      `${old} CREATE FUNCTION s.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';`,
    );
    expect(steps).toContain('REVOKE ALL ON FUNCTION s.f() FROM app');
  });

  it('go without a role being dropped', () => {
    const old = 'CREATE SCHEMA s; CREATE TABLE s.a (id integer); GRANT SELECT ON TABLE s.a TO app;';
    const { steps, questions } = planned(old, 'CREATE SCHEMA s; CREATE TABLE s.a (id integer);');
    expect(questions).toEqual([]);
    expect(steps).toEqual(['REVOKE SELECT ON TABLE s.a FROM app']);
  });
});
