/** The comparison that judges the baselines on PostgreSQL 15, itself judged. */
import { expect, test } from 'vitest';
import { readPgDump } from './pgDump.js';
import { differences } from './schema.js';

const dump = (...entries: [heading: string, sql: string][]): string =>
  `--\n-- PostgreSQL database dump\n--\n\n\\restrict ${entries.length}random\n\nSET xmloption = content;\n` +
  entries.map(([heading, sql]) => `\n--\n-- ${heading}\n--\n\n${sql}\n\n`).join('') +
  `\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict ${entries.length}random\n\n`;

const TABLE: [string, string] = [
  'Name: a; Type: TABLE; Schema: s; Owner: x',
  'CREATE TABLE s.a (\n    n integer\n);',
];
const CAST: [string, string] = [
  'Name: CAST (a AS b); Type: CAST; Schema: -; Owner: -',
  'CREATE CAST (a AS b);',
];
const PUBLIC: [string, string] = [
  'Name: public; Type: SCHEMA; Schema: -; Owner: x',
  '-- *not* creating schema, since initdb creates it',
];

const compare = (left: string, right: string): string => differences(readPgDump(left), readPgDump(right));

test('the order of objects, their owners in headings and random keys do not count', () => {
  const other: [string, string] = [TABLE[0].replace('x', 'y'), TABLE[1]];
  expect(compare(dump(TABLE, CAST), dump(CAST, other, PUBLIC))).toBe('');
});

test.each([
  ['missing', dump(TABLE, CAST), dump(CAST)],
  ['extra', dump(TABLE), dump(TABLE, CAST)],
  ['changed', dump(TABLE), dump([TABLE[0], 'CREATE TABLE s.a (\n    n bigint\n);'])],
  ['extra', dump(CAST), dump(CAST, CAST)],
])('sees what is %s', (what, left, right) => {
  expect(compare(left, right)).toMatch(new RegExp(`^${what}: Name: `));
});

test('a comment inside a body is part of it', () => {
  const body = (comment: string): [string, string] => [
    'Name: f(); Type: FUNCTION; Schema: s; Owner: -',
    `BEGIN\n${comment}\nEND`,
  ];
  expect(compare(dump(body('-- one')), dump(body('-- two')))).toContain('changed: Name: f()');
});
