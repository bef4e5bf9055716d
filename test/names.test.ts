import { describe, expect, it } from 'vitest';
import { nameOf, quoteIdentifier, quoteLiteral, quoteName } from '../src/catalog/names.js';

/**
 * The keywords that quote_ident() puts in quotes: all of pg_get_keywords() but the unreserved ones. Those of 18, which
 * include those of every earlier version.
 */
const QUOTED =
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
  case cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
  decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
  freeze from full grant greatest group grouping having ilike in initially inner inout int integer
  intersect interval into is isnull join json json_array json_arrayagg json_exists json_object
  json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left
  like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null
  nullif numeric offset on only or order out outer overlaps overlay placing position precision primary
  real references returning right row select session_user setof similar smallint some substring symmetric
  system_user table tablesample then time timestamp to trailing treat trim true union unique user using
  values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
  xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/);

/** Unreserved ones, and words that only look like keywords. */
const BARE =
  `abort access action add at begin by cache cascade comment commit copy data day drop enum exclude function
  generated hour identity index key language level name names no none_such nothing of off option owner
  partition policy public role schema second sequence session set show start storage table_name temp text
  time_zone trigger type unknown update value values_1 version view visits year zone`.split(/\s+/);

describe('identifiers are quoted as quote_ident() does', () => {
  it.each([
    ['visits', 'visits'],
    ['_x', '_x'],
    // quote_ident() quotes the dollar sign too, which no identifier needs.
    ['a$b', '"a$b"'],
    ['a1', 'a1'],
    ['', '""'],
    ['1a', '"1a"'],
    ['$a', '"$a"'],
    ['Visits', '"Visits"'],
    ['a b', '"a b"'],
    [' a', '" a"'],
    ['a.b', '"a.b"'],
    ['a;b', '"a;b"'],
    ['a"b', '"a""b"'],
    ['"', '""""'],
    ["it's", `"it's"`],
    ['back\\slash', '"back\\slash"'],
    ['new\nline', '"new\nline"'],
    ['é', '"é"'],
    ['नाम', '"नाम"'],
    ['🏥', '"🏥"'],
    ['a-b', '"a-b"'],
  ])('%j', (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });

  it.each(QUOTED)('%s is quoted', (word) => {
    expect(quoteIdentifier(word)).toBe(`"${word}"`);
  });

  it.each(BARE)('%s is not', (word) => {
    expect(quoteIdentifier(word)).toBe(word);
  });
});

describe('literals are quoted as quote_literal() does', () => {
  it.each([
    ['', `''`],
    ['a', `'a'`],
    ["it's", `'it''s'`],
    ["''", `''''''`],
    ['a\\b', `E'a\\\\b'`],
    ["\\'", `E'\\\\'''`],
    ['new\nline', `'new\nline'`],
    ['$$', `'$$'`],
    ['"a"', `'"a"'`],
    ['नाम 🏥', `'नाम 🏥'`],
  ])('%j', (text, quoted) => {
    expect(quoteLiteral(text)).toBe(quoted);
  });
});

describe('names', () => {
  it.each([
    [{ schema: 'core', name: 'visits' }, 'core.visits'],
    [{ schema: undefined, name: 'visits' }, 'visits'],
    [{ schema: 'a.b', name: 'c"d' }, '"a.b"."c""d"'],
    [{ schema: 'select', name: 'from' }, '"select"."from"'],
    [{ schema: 'Core', name: 'x' }, '"Core".x'],
  ])('%o', (name, text) => {
    expect(quoteName(name)).toBe(text);
  });

  it.each([
    [['visits'], { schema: undefined, name: 'visits' }],
    [['core', 'visits'], { schema: 'core', name: 'visits' }],
    [['hospital', 'core', 'visits'], { schema: 'core', name: 'visits' }],
    [[], { schema: undefined, name: '' }],
  ])('%j', (parts, name) => {
    expect(nameOf(parts)).toEqual(name);
  });
});
