/**
 * DROP and ALTER of schemas and extensions, and comments and labels that go.
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startPglite } from '../database/pglite.js';
import { altered, dropped, expectAltered, expectDropped, objectsOf } from './verbs.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startPglite();
});
afterAll(() => engine.stop());

const SCHEMA = `CREATE SCHEMA core; CREATE EXTENSION citext WITH SCHEMA core;
  CREATE TABLE core."T" (id integer CONSTRAINT k PRIMARY KEY, "No" text);
  CREATE VIEW core.v AS SELECT 1 AS x;
  CREATE FUNCTION core.f(integer, text[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
  CREATE PROCEDURE core.p() LANGUAGE sql AS '';
  CREATE AGGREGATE core.a(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer);
  CREATE TYPE core.e AS ENUM ();
  CREATE DOMAIN core.d AS text CONSTRAINT c CHECK (VALUE <> '');
  CREATE INDEX i ON core."T" ("No");
  CREATE STATISTICS core.s ON id, "No" FROM core."T";
  CREATE POLICY "own rows" ON core."T";
  CREATE RULE r AS ON INSERT TO core."T" DO ALSO NOTHING;
  CREATE FUNCTION core.trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE TRIGGER t BEFORE INSERT ON core."T" FOR EACH ROW EXECUTE FUNCTION core.trg();
  CREATE FUNCTION core.same(integer, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
  CREATE OPERATOR core.=== (FUNCTION = core.same, LEFTARG = integer, RIGHTARG = text);
  CREATE FUNCTION core.minus(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
  CREATE OPERATOR core.!- (FUNCTION = core.minus, RIGHTARG = integer);
  CREATE OPERATOR FAMILY core.fam USING btree;
  CREATE OPERATOR CLASS core.cls FOR TYPE integer USING btree FAMILY core.fam AS FUNCTION 1 pg_catalog.btint4cmp(integer, integer);
  CREATE COLLATION core.coll FROM pg_catalog."C";
  CREATE CONVERSION core.conv FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8;
  CREATE FUNCTION core.made(core.e) RETURNS integer LANGUAGE sql AS 'SELECT 1';
  CREATE CAST (core.e AS integer) WITH FUNCTION core.made(core.e);
  CREATE FUNCTION core.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
  CREATE TRANSFORM FOR core.e LANGUAGE plpgsql (FROM SQL WITH FUNCTION core.from_sql(internal));
  CREATE ACCESS METHOD am TYPE TABLE HANDLER pg_catalog.heap_tableam_handler;
  CREATE TEXT SEARCH CONFIGURATION core.cfg (PARSER = pg_catalog."default");
  CREATE PUBLICATION pub;
  CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;`;

const TARGETS = [
  'SCHEMA core',
  'EXTENSION citext',
  'TABLE core."T"',
  'COLUMN core."T"."No"',
  'COLUMN core.v.x',
  'VIEW core.v',
  'INDEX core.i',
  'CONSTRAINT k ON core."T"',
  'POLICY "own rows" ON core."T"',
  'RULE r ON core."T"',
  'TRIGGER t ON core."T"',
  'STATISTICS core.s',
  'FUNCTION core.f(integer, text[])',
  'PROCEDURE core.p()',
  'AGGREGATE core.a(integer)',
  'TYPE core.e',
  'DOMAIN core.d',
  'CONSTRAINT c ON DOMAIN core.d',
  'OPERATOR core.===(integer, text)',
  'OPERATOR core.!-(NONE, integer)',
  'OPERATOR FAMILY core.fam USING btree',
  'OPERATOR CLASS core.cls USING btree',
  'COLLATION core.coll',
  'CONVERSION core.conv',
  'CAST (core.e AS integer)',
  'TRANSFORM FOR core.e LANGUAGE plpgsql',
  'ACCESS METHOD am',
  'TEXT SEARCH CONFIGURATION core.cfg',
  'LANGUAGE plpgsql',
  'PUBLICATION pub',
  'FOREIGN DATA WRAPPER w',
  'SERVER s',
];

describe('a comment goes', () => {
  it('from each object', () =>
    expectDropped(
      engine,
      SCHEMA,
      // CREATE EXTENSION has a comment of its own.
      TARGETS.filter((target) => !target.startsWith('EXTENSION'))
        .map((target) => `COMMENT ON ${target} IS 'it is';`)
        .join('\n'),
    ));

  it.each(TARGETS)('%s', async (target) => {
    const steps = dropped(objectsOf(`COMMENT ON ${target} IS 'it is';`)[0]!).join('\n');
    await engine.run(`BEGIN; ${SCHEMA} COMMENT ON ${target} IS 'it is';`);
    const count = async (): Promise<unknown> =>
      (
        await engine.query(`SELECT count(*)::integer AS n FROM pg_description WHERE description = 'it is'`)
      )[0]!['n'];
    expect(await count()).toBe(1);
    await engine.run(steps);
    expect(await count()).toBe(0);
    await engine.run(`ROLLBACK; ${steps}`);
  });

  it('becomes another', () =>
    expectAltered(engine, SCHEMA, `COMMENT ON TABLE core."T" IS 'a';`, `COMMENT ON TABLE core."T" IS 'b';`));
});

it.each([
  ['TABLE core."T"', 'core."T"'],
  ['COLUMN core."T"."No"', 'core."T"'],
])('a label that no provider set needs none: %s', async (target) => {
  const steps = dropped(objectsOf(`SECURITY LABEL FOR dummy ON ${target} IS 'x';`)[0]!).join('\n');
  await engine.run(`BEGIN; ${SCHEMA} ${steps} ROLLBACK; ${steps}`);
  expect(steps).toContain(`SECURITY LABEL FOR dummy ON ${target} IS NULL;`);
});

describe('drop', () => {
  it.each([
    ['schema', 'CREATE SCHEMA "Own";'],
    ['extension', 'CREATE EXTENSION hstore WITH SCHEMA core;'],
    ['dependency of a function', 'ALTER FUNCTION core.f(integer, text[]) DEPENDS ON EXTENSION citext;'],
    ['dependency of an index', 'ALTER INDEX core.i DEPENDS ON EXTENSION citext;'],
    ['dependency of a trigger', 'ALTER TRIGGER t ON core."T" DEPENDS ON EXTENSION citext;'],
  ])('%s', (_, sql) => expectDropped(engine, SCHEMA, sql));
});

describe('alter', () => {
  it('an extension moves', () =>
    expectAltered(
      engine,
      'CREATE SCHEMA a; CREATE SCHEMA b;',
      'CREATE EXTENSION citext WITH SCHEMA a;',
      'CREATE EXTENSION citext WITH SCHEMA b;',
    ));

  it('an extension is updated', () => {
    const [old, wanted] = ['', ` VERSION '1.6'`].map(
      (version) => `CREATE EXTENSION citext WITH SCHEMA a${version};`,
    );
    expect(altered(old!, wanted!)?.join()).toContain(`ALTER EXTENSION citext UPDATE TO '1.6';`);
    expect(altered(wanted!, old!)).toEqual([]);
  });

  it('a schema has nothing but its owner', () => {
    expect(altered('CREATE SCHEMA a AUTHORIZATION "B";', 'CREATE SCHEMA a;')).toEqual([]);
    expect(altered('CREATE SCHEMA a;', 'CREATE SCHEMA a AUTHORIZATION "B";')).toEqual([
      'ALTER SCHEMA a OWNER TO "B";',
    ]);
  });
});
