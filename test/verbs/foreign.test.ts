/**
 * DROP and ALTER of wrappers, servers, mappings, foreign tables; publications.
 * https://www.postgresql.org/docs/current/sql-alterforeigntable.html
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startPglite } from '../database/pglite.js';
import { alteration, altered, dropped, expectAltered, expectDropped, isDefined, objectsOf } from './verbs.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startPglite();
});
afterAll(() => engine.stop());

const WRAPPER = 'CREATE SCHEMA core; CREATE FOREIGN DATA WRAPPER w;';
const SERVER = `${WRAPPER} CREATE SERVER "S" FOREIGN DATA WRAPPER w;`;
const table = (list: string, rest = ''): string =>
  `CREATE FOREIGN TABLE core.rates (${list})\nSERVER "S"${rest};`;
const subscription = (connection: string, rest = 'p'): string =>
  `CREATE SUBSCRIPTION s CONNECTION '${connection}' PUBLICATION ${rest} WITH (connect = false, slot_name = 's');`;

describe('drop', () => {
  it.each([
    ['foreign data wrapper', `CREATE FOREIGN DATA WRAPPER "W" OPTIONS (debug 'true');`],
    ['server', `CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w;`],
    ['user mapping', `CREATE USER MAPPING FOR postgres SERVER "S" OPTIONS ("user" 'x');`],
    ['user mapping of all', 'CREATE USER MAPPING FOR PUBLIC SERVER "S";'],
    ['foreign table', table('code text', ` OPTIONS (a 'b')`)],
    ['publication', 'CREATE PUBLICATION "P" FOR ALL TABLES;'],
    [
      'members',
      `CREATE PUBLICATION p WITH (publish = 'insert'); ALTER PUBLICATION p ADD TABLES IN SCHEMA core;`,
    ],
  ])('%s', (_, sql) => expectDropped(engine, SERVER, sql));

  // PGlite can't create one.
  it('a subscription goes without its slot', () => {
    const [object] = objectsOf(subscription(''));
    const alone = dropped(object!).map((step) => /^ {4}(?<sql>.*);$/m.exec(step)?.groups?.['sql']);
    expect(alone).toEqual([
      'ALTER SUBSCRIPTION s DISABLE',
      'ALTER SUBSCRIPTION s SET (slot_name = NONE)',
      'DROP SUBSCRIPTION s',
    ]);
  });

  it('options of a column', () =>
    expectDropped(
      engine,
      `${SERVER} ${table('code text')}`,
      `ALTER FOREIGN TABLE core.rates ALTER COLUMN code OPTIONS (column_name 'it''s', "No" 'b');`,
    ));

  it.each(['TABLE ONLY core.t (a) WHERE ((a > 1))', 'TABLE core.t', 'TABLES IN SCHEMA core'])(
    'a member of a publication that stays: %s',
    (member) =>
      expectDropped(
        engine,
        `${WRAPPER} CREATE TABLE core.t (a integer, b integer); CREATE PUBLICATION p;`,
        `ALTER PUBLICATION p ADD ${member};`,
      ),
  );
});

describe('alter', () => {
  const server = (parts: string, options = ''): string =>
    `CREATE SERVER s${parts} FOREIGN DATA WRAPPER w${options};`;
  const HOST = ` OPTIONS (host 'a', port '1', "No" 'x')`;
  it.each([
    ['server: options', server('', HOST), server('', ` OPTIONS (host 'it''s', "No" 'x', dbname 'd')`)],
    ['server: first options', server(''), server('', HOST)],
    ['server: no options', server('', HOST), server('')],
    ['server: version', server(''), server(` VERSION '2'`)],
    ['server: no version', server(` VERSION '2'`), server(` VERSION '3'`)],
    [
      'wrapper: options',
      `CREATE FOREIGN DATA WRAPPER x OPTIONS (a 'b');`,
      `CREATE FOREIGN DATA WRAPPER x OPTIONS (b 'b');`,
    ],
    [
      'wrapper: functions',
      'CREATE FOREIGN DATA WRAPPER x;',
      'CREATE FOREIGN DATA WRAPPER x VALIDATOR pg_catalog.postgresql_fdw_validator;',
    ],
    [
      'user mapping',
      `CREATE USER MAPPING FOR postgres SERVER "S" OPTIONS ("user" 'x', a 'b');`,
      `CREATE USER MAPPING FOR postgres SERVER "S" OPTIONS ("user" 'y', c 'd');`,
    ],
    [
      'user mapping of all',
      'CREATE USER MAPPING FOR PUBLIC SERVER "S";',
      `CREATE USER MAPPING FOR PUBLIC SERVER "S" OPTIONS (c 'd');`,
    ],
    ['table: options', table('code text', ` OPTIONS (a 'b')`), table('code text', ` OPTIONS (a 'c', d 'e')`)],
    ['table: column added', table('code text'), table(`code text, "No" integer DEFAULT 1 NOT NULL`)],
    ['table: column dropped', table('code text, no integer, z text'), table('code text, z text')],
    [
      'table: columns changed',
      table(`a text NOT NULL, b integer DEFAULT 1, c character varying(5)`),
      table(`a text COLLATE pg_catalog."C" DEFAULT 'x'::text, b bigint NOT NULL, c character varying(6)`),
    ],
    [
      'table: checks',
      table(`a integer, CONSTRAINT x CHECK ((a > 1)), CONSTRAINT y CHECK ((a > 2))`),
      table(`a integer, CONSTRAINT y CHECK ((a > 3)), CONSTRAINT z CHECK ((a > 4))`, ` OPTIONS (a 'b')`),
    ],
    [
      'options of a column',
      `${table('code text')} ALTER FOREIGN TABLE ONLY core.rates ALTER COLUMN code OPTIONS (a 'b', c 'd');`,
      `${table('code text')} ALTER FOREIGN TABLE ONLY core.rates ALTER COLUMN code OPTIONS (c 'e', f 'g');`,
    ],
    [
      'publication',
      `CREATE PUBLICATION p WITH (publish = 'insert', publish_via_partition_root = true);`,
      `CREATE PUBLICATION p WITH (publish = 'insert, update');`,
    ],
    ['publication: defaults', `CREATE PUBLICATION p WITH (publish = 'insert');`, 'CREATE PUBLICATION p;'],
  ])('%s', (_, old, wanted) => expectAltered(engine, SERVER, old, wanted));

  it('a placeholder does not overwrite a password', () => {
    const mapping = (options: string): string =>
      `CREATE USER MAPPING FOR postgres SERVER "S" OPTIONS (${options});`;
    expect(altered(mapping(`password 'x'`), mapping(`password '<withheld password>'`))).toEqual([]);
    expect(altered(subscription('host=a'), subscription('host=b password=<withheld>'))).toEqual([]);
  });

  it('a subscription', () => {
    const wanted = subscription('host=b', 'q, "R"').replace(`'s')`, `'t', binary = true)`);
    const steps = altered(subscription('host=a'), wanted)!.join('\n');
    expect(steps).toContain(`ALTER SUBSCRIPTION s CONNECTION 'host=b';`);
    expect(steps).toContain('ALTER SUBSCRIPTION s SET PUBLICATION q, "R" WITH (refresh = false);');
    expect(steps).toContain(`ALTER SUBSCRIPTION s SET (slot_name = 't', binary = true);`);
  });

  it('dependents of columns that go or change are named', () => {
    expect(alteration(table('a text, b text, c text'), table('a text, c bigint'))?.columns).toEqual([
      'b',
      'c',
    ]);
  });
});

describe('dropped and created again', () => {
  it.each([
    ['server: wrapper', 'CREATE SERVER s FOREIGN DATA WRAPPER a;', 'CREATE SERVER s FOREIGN DATA WRAPPER b;'],
    [
      'server: type',
      'CREATE SERVER s FOREIGN DATA WRAPPER a;',
      `CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER a;`,
    ],
    ['table: server', table('a text'), table('a text').replace('"S"', 's')],
    ['table: place of a column', table('a text, b text'), table('b text, a text')],
    ['table: parent', table('a text'), table('a text').replace(')', ') INHERITS (core.p)')],
    ['publication', 'CREATE PUBLICATION p;', 'CREATE PUBLICATION p FOR ALL TABLES;'],
  ])('%s', (_, old, wanted) => expect(alteration(old, wanted)).toBeUndefined());

  it.each([
    ['CREATE SERVER s FOREIGN DATA WRAPPER w;', `CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w;`],
    ['CREATE SERVER s FOREIGN DATA WRAPPER w;', 'CREATE SERVER s FOREIGN DATA WRAPPER v;'],
    ['CREATE PUBLICATION p;', 'CREATE PUBLICATION p FOR ALL TABLES;'],
  ])('%s', async (old, wanted) => {
    const before = `${WRAPPER} CREATE FOREIGN DATA WRAPPER v;`;
    expect(await isDefined(engine, `${before} ${wanted}`, wanted)).toBe(true);
    expect(await isDefined(engine, `${before} ${old}`, wanted)).toBe(false);
  });

  const TABLE = 'CREATE SCHEMA core; CREATE TABLE core.t (b integer, a integer); CREATE PUBLICATION p;';
  const MEMBERS = ['', ' (a)', ' (b, a)', ' WHERE ((a > 1))', ' (a) WHERE ((a > 2))'].map(
    (parts) => `ALTER PUBLICATION p ADD TABLE ONLY core.t${parts};`,
  );
  it.each(MEMBERS)('member: %s', async (wanted) => {
    for (const is of MEMBERS)
      expect(await isDefined(engine, `${TABLE} ${is}`, wanted), is).toBe(is === wanted);
  });
});
