/**
 * DROP and ALTER of types, domains, casts and collations.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startPglite } from '../database/pglite.js';
import { alteration, altered, dropped, expectAltered, expectDropped, isDefined, objectsOf } from './verbs.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startPglite();
});
afterAll(() => engine.stop());

const CORE = 'CREATE SCHEMA core;';
const FUNCTION = `CREATE FUNCTION core.shown(integer) RETURNS text LANGUAGE sql AS 'SELECT ''a''';`;
const BASE = `
  CREATE TYPE core.mine;
  CREATE FUNCTION core.mine_in(cstring) RETURNS core.mine LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
  CREATE FUNCTION core.mine_out(core.mine) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
  CREATE FUNCTION core.mine_send(core.mine) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';`;
const OPTIONS = 'INTERNALLENGTH = 4, INPUT = core.mine_in, OUTPUT = core.mine_out, PASSEDBYVALUE';

describe('drop', () => {
  it.each([
    ['enum', `CREATE TYPE core."It's" AS ENUM ('a', 'b');`],
    ['composite', `CREATE TYPE core.address AS (street text, "No" integer);`],
    ['domain', `CREATE DOMAIN core.pin AS text CONSTRAINT pin_check CHECK (VALUE <> '');`],
    [
      'domain constraint',
      `CREATE DOMAIN core.pin AS text; ALTER DOMAIN core.pin ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID;`,
    ],
    ['range', 'CREATE TYPE core.times AS RANGE (subtype = time, multirange_type_name = core.more);'],
    [
      'range with a canonical function',
      `CREATE TYPE core.r; CREATE FUNCTION core.f(core.r) RETURNS core.r LANGUAGE internal IMMUTABLE AS 'int4range_canonical';
       CREATE TYPE core.r AS RANGE (subtype = integer, canonical = core.f);`,
    ],
    ['base', `${BASE} CREATE TYPE core.mine (${OPTIONS});`],
    ['shell', 'CREATE TYPE core.shell;'],
    ['collation', `CREATE COLLATION core.german (provider = icu, locale = 'de');`],
    ['conversion', `CREATE CONVERSION core.conv FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8;`],
    [
      'cast',
      `CREATE TYPE core.a AS (x integer);
       CREATE FUNCTION core.f(core.a) RETURNS integer LANGUAGE sql AS 'SELECT 1';
       CREATE CAST (core.a AS integer) WITH FUNCTION core.f(core.a) AS ASSIGNMENT;`,
    ],
    [
      'transform',
      `CREATE FUNCTION core.f(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
       CREATE TRANSFORM FOR integer LANGUAGE plpgsql (FROM SQL WITH FUNCTION core.f(internal));`,
    ],
  ])('%s', (_, sql) => expectDropped(engine, CORE, sql));

  it('a base type in use stays', async () => {
    const sql = `${CORE} ${BASE} CREATE TYPE core.mine (${OPTIONS});`;
    const steps = dropped(objectsOf(sql).at(-1)!).join('\n');
    const inUse = 'CREATE TABLE core.t (x core.mine[]);';
    await expect(engine.run(`BEGIN; ${sql} ${inUse} ${steps}`)).rejects.toThrow('depend on it');
    await engine.run('ROLLBACK');
  });
});

describe('alter', () => {
  it.each([
    ['value at the end', `('a', 'b')`, `('a', 'b', 'c', 'it''s')`],
    ['value at the start', `('a', 'b')`, `('x', 'y', 'a', 'b')`],
    ['values between', `('a', 'b', 'c')`, `('a', 'x', 'y', 'b', 'z', 'c')`],
    ['first values', '()', `('a', 'b')`],
  ])('enum: %s', (_, old, wanted) =>
    expectAltered(
      engine,
      CORE,
      `CREATE TYPE core.status AS ENUM ${old};`,
      `CREATE TYPE core.status AS ENUM ${wanted};`,
    ),
  );

  it('enum: added values are named, since they cannot be used before the commit', () => {
    const [old, wanted] = [`CREATE TYPE core.s AS ENUM ('a');`, `CREATE TYPE core.s AS ENUM ('b', 'a');`];
    expect(alteration(old, wanted)?.values).toEqual(['b']);
  });

  const TABLE = '; CREATE TABLE core.places (a core.address, b core.address[]);';
  it.each([
    ['attribute added', 'street text', `street text, "No" character varying(5) COLLATE pg_catalog."C"`],
    ['attribute dropped', 'street text, no integer, zip text', 'street text, zip text'],
    ['both', 'street text, no integer', 'street text, zip numeric(5,0)'],
    ['from nothing', '', 'street text'],
    ['comments', 'street text -- where\n', 'street text, -- where\n /* and */ no integer -- number\n'],
  ])('composite: %s', (_, old, wanted) =>
    expectAltered(
      engine,
      CORE,
      `CREATE TYPE core.address AS (${old});`,
      `CREATE TYPE core.address AS (${wanted});`,
    ),
  );

  it('composite: columns may have the type', async () => {
    const [old, wanted] = ['street text, no integer', 'street text, zip text'].map(
      (list) => `CREATE TYPE core.address AS (${list});`,
    );
    const steps = altered(old!, wanted!)!.join('\n');
    await engine.run(`BEGIN; ${CORE} ${old!} ${TABLE.slice(1)} ${steps}; ${steps}; ROLLBACK;`);
    expect(alteration(old!, wanted!)).toMatchObject({
      columns: ['no'],
      steps: [{ loses: 'attribute core.address.no' }, {}],
    });
  });

  it.each([
    ['type', 'street text', 'street integer'],
    ['collation', 'street text', 'street text COLLATE pg_catalog."C"'],
    ['place', 'a text, b text', 'b text, a text'],
    ['attribute added in the middle', 'a text, b text', 'a text, c text, b text'],
  ])('composite: another %s needs a new type', async (_, old, wanted) => {
    const [before, after] = [old, wanted].map((list) => `CREATE TYPE core.address AS (${list});`);
    expect(alteration(before!, after!)).toBeUndefined();
    expect(await isDefined(engine, `${CORE} ${after!}`, after!)).toBe(true);
    expect(await isDefined(engine, `${CORE} ${before!}`, after!)).toBe(false);
  });

  it.each([
    ['default', '', ` DEFAULT 'a  b'::text`],
    ['another default', ` DEFAULT 'a'::text`, ` DEFAULT 'b'::text NOT NULL`],
    ['no default', ` DEFAULT 'a'::text NOT NULL`, ''],
    ['check', '', ` CONSTRAINT c CHECK ((VALUE <> ''::text))`],
    [
      'checks',
      ` CONSTRAINT a CHECK ((VALUE <> ''::text)) CONSTRAINT b CHECK ((VALUE <> 'b'::text))`,
      ` NOT NULL CONSTRAINT b CHECK ((VALUE <> 'B'::text)) CONSTRAINT c CHECK ((VALUE <> 'c'::text))`,
    ],
  ])('domain: %s', (_, old, wanted) =>
    expectAltered(
      engine,
      CORE,
      `CREATE DOMAIN core.pin AS text${old};`,
      `CREATE DOMAIN core.pin AS text${wanted};`,
    ),
  );

  it('domain: PostgreSQL chooses names of checks', () =>
    expectAltered(
      engine,
      CORE,
      `CREATE DOMAIN core.pin AS text CHECK ((VALUE <> ''::text)) CHECK ((VALUE <> 'a'::text));`,
      `CREATE DOMAIN core.pin AS text CONSTRAINT pin_check CHECK ((VALUE <> 'b'::text));`,
    ));

  it('domain: a check that becomes valid, or no longer', async () => {
    const domain = 'CREATE DOMAIN core.pin AS text';
    const check = `CONSTRAINT c CHECK ((VALUE <> ''::text))`;
    const apart = `${domain}; ALTER DOMAIN core.pin ADD ${check} NOT VALID;`;
    const [inside, outside] = [`${domain} ${check};`, objectsOf(apart)[1]!];
    const drop = dropped(outside).join('\n');
    const valid = async (...steps: readonly string[]): Promise<unknown> => {
      await engine.run(`BEGIN; ${CORE} ${steps.join('\n')}`);
      const found = await engine.query(`SELECT convalidated AS valid FROM pg_constraint WHERE conname = 'c'`);
      await engine.run('ROLLBACK');
      return found;
    };
    const validated = altered(`${domain};`, inside)!.join('\n');
    expect(await valid(apart, drop, validated, drop, validated)).toEqual([{ valid: true }]);
    const removed = altered(inside, `${domain};`)!.join('\n');
    const added = apart.split(';').slice(1).join(';');
    expect(await valid(inside, removed, added, removed)).toEqual([{ valid: false }]);
  });

  it.each([
    ['base type', 'text', 'character varying(5)'],
    ['length', 'character varying(4)', 'character varying(5)'],
    ['collation', 'text', 'text COLLATE pg_catalog."C"'],
  ])('domain: another %s needs a new domain', async (_, old, wanted) => {
    const [before, after] = [old, wanted].map((type) => `CREATE DOMAIN core.pin AS ${type} NOT NULL;`);
    expect(alteration(before!, after!)).toBeUndefined();
    expect(await isDefined(engine, `${CORE} ${after!}`, after!)).toBe(true);
    expect(await isDefined(engine, `${CORE} ${before!}`, after!)).toBe(false);
  });

  it('base type', () =>
    expectAltered(
      engine,
      `${CORE} ${BASE}`,
      `CREATE TYPE core.mine (${OPTIONS});`,
      `CREATE TYPE core.mine (${OPTIONS}, SEND = core.mine_send);`,
    ));

  it('base type: its length needs a new type', () => {
    const old = `CREATE TYPE core.mine (${OPTIONS});`;
    expect(alteration(old, old.replace('4', '8'))).toBeUndefined();
  });
});

describe('isDefined', () => {
  const range = (parts: string): string => `CREATE TYPE core.r AS RANGE (${parts});`;
  const collation = (parts: string): string => `CREATE COLLATION core.c (${parts});`;
  const conversion = (parts: string): string =>
    `CREATE ${parts}CONVERSION core.conv FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8;`;
  it.each([
    ['range', range('subtype = time'), range('subtype = timetz')],
    ['range with a name', range('subtype = time'), range('subtype = time, multirange_type_name = core.m')],
    ['range without', range('subtype = text, collation = pg_catalog."C"'), range('subtype = text')],
    ['range with a collation', range('subtype = text'), range('subtype = text, collation = pg_catalog."C"')],
    [
      'range with an operator class',
      range('subtype = text'),
      range('subtype = text, subtype_opclass = pg_catalog.text_pattern_ops'),
    ],
    [
      'range with a difference',
      range('subtype = double precision'),
      range('subtype = double precision, subtype_diff = pg_catalog.float8mi'),
    ],
    ['collation', collation(`provider = icu, locale = 'de'`), collation(`provider = icu, locale = 'fr'`)],
    [
      'collation that is not deterministic',
      collation(`provider = icu, locale = 'de'`),
      collation(`provider = icu, deterministic = false, locale = 'de'`),
    ],
    ['provider', collation(`provider = icu, locale = 'de'`), collation(`provider = libc, locale = 'C'`)],
    ['default conversion', conversion(''), conversion('DEFAULT ')],
    ['conversion', conversion('DEFAULT '), conversion('')],
    ['enum', `CREATE TYPE core.s AS ENUM ('a', 'b');`, `CREATE TYPE core.s AS ENUM ('b', 'a');`],
    [
      'cast',
      `${FUNCTION} CREATE CAST (integer AS text) WITH FUNCTION core.shown(integer) AS ASSIGNMENT;`,
      `${FUNCTION} CREATE CAST (integer AS text) WITH FUNCTION core.shown(integer) AS IMPLICIT;`,
    ],
    [
      'domain constraint',
      `CREATE DOMAIN core.p AS text; ALTER DOMAIN core.p ADD CONSTRAINT c CHECK ((VALUE <> ''::text)) NOT VALID;`,
      `CREATE DOMAIN core.p AS text; ALTER DOMAIN core.p ADD CONSTRAINT c CHECK ((VALUE <> 'a'::text)) NOT VALID;`,
    ],
  ])('%s', async (_, old, wanted) => {
    expect(await isDefined(engine, `${CORE} ${wanted}`, wanted)).toBe(true);
    expect(await isDefined(engine, `${CORE} ${old}`, wanted)).toBe(false);
    expect(await isDefined(engine, '', wanted)).toBe(false);
  });
});
