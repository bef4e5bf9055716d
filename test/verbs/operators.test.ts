/**
 * DROP and ALTER of operators, their classes and families, and of text search.
 * https://www.postgresql.org/docs/current/sql-alteroperator.html
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startPglite } from '../database/pglite.js';
import { alteration, altered, expectAltered, expectDropped, isDefined, TARGET } from './verbs.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startPglite();
});
afterAll(() => engine.stop());

const CORE = `CREATE SCHEMA core;
  CREATE FUNCTION core.same(integer, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
  CREATE FUNCTION core.same(text, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
  CREATE FUNCTION core.other(integer, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
  CREATE FUNCTION core.minus(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';`;
const operator = (parts: string): string =>
  `CREATE OPERATOR core.=== (FUNCTION = core.same, LEFTARG = integer, RIGHTARG = text${parts});`;
const LINKED = ', COMMUTATOR = OPERATOR(core.===)';
const FAMILY = 'CREATE OPERATOR FAMILY core.ops USING btree;';
const TREE = 'FUNCTION 1 (integer, integer) pg_catalog.btint4cmp(integer,integer)';
const member = (items: string): string => `ALTER OPERATOR FAMILY core.ops USING btree ADD ${items};`;
const LESS = 'OPERATOR 1 pg_catalog.<(integer,bigint)';
const MORE = 'OPERATOR 5 pg_catalog.>(integer,bigint)';
const COMPARE = 'FUNCTION 1 (integer, bigint) pg_catalog.btint48cmp(integer,bigint)';

describe('drop', () => {
  it.each([
    ['operator', operator('')],
    ['prefix operator', 'CREATE OPERATOR core.!- (FUNCTION = core.minus, RIGHTARG = integer);'],
    [
      'operator with a commutator',
      `${operator(LINKED)} CREATE OPERATOR core.=== (FUNCTION = core.same, LEFTARG = text, RIGHTARG = integer${LINKED});`,
    ],
    ['operator family', FAMILY],
    ['members', `${FAMILY} ${member([LESS, MORE, COMPARE].join(' ,\n    '))}`],
    [
      'operator class',
      `${FAMILY} CREATE OPERATOR CLASS core.cl FOR TYPE integer USING btree FAMILY core.ops AS
       OPERATOR 1 pg_catalog.<(integer,integer), OPERATOR 3 pg_catalog.=(integer,integer), ${TREE};`,
    ],
    [
      'operator class whose members are the family’s',
      `CREATE OPERATOR FAMILY core.g USING gin; CREATE OPERATOR CLASS core.g FOR TYPE text[] USING gin FAMILY core.g AS STORAGE text,
       OPERATOR 1 pg_catalog.&&(anyarray,anyarray), FUNCTION 1 (text[], text[]) pg_catalog.bttextcmp(text,text),
       FUNCTION 2 (text[], text[]) pg_catalog.ginarrayextract(anyarray,internal,internal);`,
    ],
    ['access method', 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER pg_catalog.heap_tableam_handler;'],
    [
      'text search parser',
      'CREATE TEXT SEARCH PARSER core.p (START = pg_catalog.prsd_start, GETTOKEN = pg_catalog.prsd_nexttoken, END = pg_catalog.prsd_end, HEADLINE = pg_catalog.prsd_headline, LEXTYPES = pg_catalog.prsd_lextype);',
    ],
    [
      'text search template',
      'CREATE TEXT SEARCH TEMPLATE core.t (INIT = pg_catalog.dsimple_init, LEXIZE = pg_catalog.dsimple_lexize);',
    ],
    [
      'text search',
      `CREATE TEXT SEARCH DICTIONARY core.d (TEMPLATE = pg_catalog.simple, stopwords = 'english');
       CREATE TEXT SEARCH CONFIGURATION core.c (PARSER = pg_catalog."default");
       ALTER TEXT SEARCH CONFIGURATION core.c ADD MAPPING FOR asciiword WITH core.d, pg_catalog.simple;`,
    ],
  ])('%s', (_, sql) => expectDropped(engine, CORE, sql));

  it('a mapping', () =>
    expectDropped(
      engine,
      `${CORE} CREATE TEXT SEARCH CONFIGURATION core.c (PARSER = pg_catalog."default");`,
      'ALTER TEXT SEARCH CONFIGURATION core.c ADD MAPPING FOR asciiword WITH pg_catalog.simple;',
    ));

  it('members of a family that stays', () =>
    expectDropped(engine, `${CORE} ${FAMILY}`, member(`${LESS}, ${COMPARE}`)));
});

describe('alter', () => {
  const dictionary = (options: string): string =>
    `CREATE TEXT SEARCH DICTIONARY core.d (TEMPLATE = pg_catalog.simple${options});`;
  it.each([
    ['estimators', operator(''), operator(', RESTRICT = eqsel, JOIN = eqjoinsel')],
    ['without estimators', operator(', RESTRICT = eqsel, JOIN = eqjoinsel'), operator(', JOIN = neqjoinsel')],
    ['links', operator(''), operator(', MERGES, HASHES')],
    ['member added', `${FAMILY} ${member(LESS)}`, `${FAMILY} ${member(`${MORE}, ${LESS}, ${COMPARE}`)}`],
    ['member removed', `${FAMILY} ${member(`${LESS}, ${COMPARE}`)}`, `${FAMILY} ${member(COMPARE)}`],
    ['dictionary', dictionary(`, stopwords = 'english'`), dictionary(', accept = false')],
    [
      'mapping',
      `CREATE TEXT SEARCH CONFIGURATION core.c (PARSER = pg_catalog."default");
       ALTER TEXT SEARCH CONFIGURATION core.c ADD MAPPING FOR asciiword WITH pg_catalog.simple;`,
      `CREATE TEXT SEARCH CONFIGURATION core.c (PARSER = pg_catalog."default");
       ALTER TEXT SEARCH CONFIGURATION core.c ADD MAPPING FOR asciiword WITH pg_catalog.english_stem, pg_catalog.simple;`,
    ],
  ])('%s', (_, old, wanted) => expectAltered(engine, CORE, old, wanted));

  it('links are set since PostgreSQL 17', () => {
    const [old, wanted] = [operator(''), operator(', HASHES')];
    expect(altered(old, wanted, { ...TARGET, version: 16 })).toBeUndefined();
    expect(altered(old, wanted, { ...TARGET, version: 17 })).toHaveLength(1);
    expect(altered(wanted, old)).toBeUndefined();
  });
});

describe('dropped and created again', () => {
  it.each([
    ['function of an operator', operator(''), operator('').replace('same', 'other')],
    ['link of an operator', operator(LINKED), operator('')],
    ['mark of an operator', operator(', HASHES'), operator('')],
    [
      'template',
      'CREATE TEXT SEARCH DICTIONARY core.d (TEMPLATE = pg_catalog.simple);',
      `CREATE TEXT SEARCH DICTIONARY core.d (TEMPLATE = pg_catalog.snowball, language = 'english');`,
    ],
  ])('%s', async (_, old, wanted) => {
    expect(alteration(old, wanted)).toBeUndefined();
    expect(await isDefined(engine, `${CORE} ${wanted}`, wanted)).toBe(true);
    expect(await isDefined(engine, `${CORE} ${old}`, wanted)).toBe(false);
    expect(await isDefined(engine, '', wanted)).toBe(false);
  });

  it('another function in the place of a member', () => {
    expect(alteration(member(COMPARE), member(COMPARE.replace('btint48cmp', 'other')))).toBeUndefined();
  });
});
