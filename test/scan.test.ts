import { describe, expect, it } from 'vitest';
import { InputError } from '../src/diagnostics/diagnostics.js';
import { readHeading } from '../src/source/heading.js';
import { scan } from '../src/source/scan.js';
import { tokens } from '../src/source/tokens.js';

const texts = (sql: string): string[] => scan(sql).map(({ text }) => text);

/** The message and the place of a refusal. */
function refusal(sql: string): [message: string, line: number, column: number] {
  try {
    scan(sql);
  } catch (error) {
    if (error instanceof InputError) return [error.message, error.place!.line, error.place!.column];
    throw error;
  }
  throw new Error('scan did not refuse it');
}

describe('a semicolon ends a statement, but not', () => {
  it.each([
    ['in a string', `SELECT 'a;b'`],
    ['in a string with a doubled quote', `SELECT 'it''s; a'`],
    ['behind a backslash in a plain string', String.raw`SELECT 'a\'`],
    ['in an escape string', String.raw`SELECT E'a\';b'`],
    ['in an escape string with a doubled backslash', String.raw`SELECT E'a\\'`],
    ['in the continuation of an escape string', String.raw`SELECT E'a' ` + '\n' + String.raw` 'b\';c'`],
    ['in a lower-case escape string', String.raw`SELECT e'\';'`],
    ['behind a word that ends in e', String.raw`SELECT date'2025-01-01\'`],
    ['in a bit string', `SELECT B'1;0'`],
    ['in a hexadecimal string', `SELECT x'A;F'`],
    ['in a national string', `SELECT N'a;b'`],
    ['in a Unicode string', String.raw`SELECT U&'\0041;'`],
    ['in a Unicode identifier', String.raw`SELECT U&"\0041;b"`],
    ['in a Unicode string that ends in a backslash', String.raw`SELECT U&'a\' UESCAPE '!'`],
    ['in an identifier', `SELECT "a;b"`],
    ['in an identifier with a doubled quote', `SELECT "a"";b"`],
    ['in an identifier that holds an apostrophe', `SELECT "it's;"`],
    ['in a dollar body', `SELECT $$a;b$$`],
    ['in a tagged dollar body', `SELECT $a$ ; $$ ; $b$ ; $a$`],
    ['in a dollar body with a tag beyond ASCII', `SELECT $ä$;$ä$`],
    ['behind a word with a dollar sign', `SELECT a$b$, c$b$`],
    ['between parameters', `SELECT $1, $2`],
    ['in a comment', `SELECT /* ; */ 1`],
    ['in a nested comment', `SELECT /* ; /* ; */ ; */ 1`],
    ['in a comment to the end of the line', `SELECT 1 -- ;\n + 2`],
    ['behind an operator with a minus', `SELECT 1 - - 2`],
    ['in a string behind a comment', `SELECT /* ' */ ';'`],
    ['in parentheses', `CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a SELECT 1; DELETE FROM b)`],
    [
      'in a BEGIN ATOMIC body',
      `CREATE FUNCTION f() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END`,
    ],
    [
      'in a BEGIN ATOMIC body with CASE … END',
      `CREATE FUNCTION f() RETURNS integer BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END; SELECT 2; END`,
    ],
    [
      'in the BEGIN ATOMIC body of OR REPLACE',
      `CREATE OR REPLACE PROCEDURE p() LANGUAGE sql\nBEGIN\n  ATOMIC SELECT 1;\nEND`,
    ],
    ['in an empty BEGIN ATOMIC body', `CREATE PROCEDURE p() BEGIN ATOMIC END`],
  ])('%s', (_, sql) => {
    expect(texts(`${sql};\nSELECT 'after';\n`)).toEqual([sql, `SELECT 'after'`]);
    expect(texts(sql)).toEqual([sql]);
  });
});

describe('several statements', () => {
  it.each([
    ['on one line', 'SELECT 1;SELECT 2;', ['SELECT 1', 'SELECT 2']],
    ['with empty ones between them', ';;SELECT 1;;\n;SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['a column called begin', 'SELECT begin FROM atomic; SELECT 2', ['SELECT begin FROM atomic', 'SELECT 2']],
    ['BEGIN of a transaction', 'BEGIN; SELECT 1; END;', ['BEGIN', 'SELECT 1', 'END']],
    ['a comment behind one', 'SELECT 1 -- a\n; SELECT 2 /* b */;', ['SELECT 1', 'SELECT 2']],
    ['a comment at the end', 'SELECT 1; -- a; b', ['SELECT 1']],
    ['a comment at the end, no semicolon', 'SELECT 1 -- a; b', ['SELECT 1']],
    ['nothing but comments', '-- a;\n/* b; */', []],
    ['nothing', ' \n\t', []],
    ['names beyond ASCII', 'SELECT "名;"; SELECT नाम;', ['SELECT "名;"', 'SELECT नाम']],
    ['emoji, which are two units each', `SELECT '🏥;🏥'; SELECT 2;`, [`SELECT '🏥;🏥'`, 'SELECT 2']],
    ['no-break spaces', 'SELECT\u00a01;\u00a0SELECT 2', ['SELECT\u00a01', 'SELECT 2']],
  ])('%s', (_, sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });
});

describe('what a statement is', () => {
  it.each([
    ['CREATE TABLE t ();', 'sql'],
    ['\\restrict abc', 'psql'],
    ['COPY t (a) FROM stdin;\n1\n\\.\n', 'copy'],
    ['copy t from STDIN with (format csv);\n\\.\n', 'copy'],
    [`COPY t FROM '/srv/file';`, 'sql'],
    ['COPY t TO stdout;', 'sql'],
    ['INSERT INTO t VALUES (1);', 'insert'],
    ['insert into t values (1);', 'insert'],
  ])('%s', (sql, kind) => {
    expect(scan(sql).map((statement) => statement.kind)).toEqual([kind]);
  });
});

describe('lines for psql', () => {
  it.each([
    ['between statements', 'SELECT 1;\n\\connect a\nSELECT 2;', ['SELECT 1', '\\connect a', 'SELECT 2']],
    [
      'with a semicolon and quotes',
      `\\connect -reuse-previous=on "dbname='a; b'"\nSELECT 1;`,
      [`\\connect -reuse-previous=on "dbname='a; b'"`, 'SELECT 1'],
    ],
    ['with blanks around them', '  \\restrict abc  \nSELECT 1;', ['\\restrict abc', 'SELECT 1']],
    [
      'behind a statement without a semicolon',
      'SELECT 1\n\\gexec\nSELECT 2;',
      ['SELECT 1', '\\gexec', 'SELECT 2'],
    ],
    ['at the end of the file', 'SELECT 1;\n\\unrestrict abc', ['SELECT 1', '\\unrestrict abc']],
  ])('%s', (_, sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });
});

describe('rows are counted', () => {
  it.each([
    ['COPY', 'COPY t (a) FROM stdin;\n1\n2\n\\.\n', 2],
    ['COPY without rows', 'COPY t (a) FROM stdin;\n\\.\n', 0],
    ['COPY of rows that look like its end', 'COPY t FROM stdin;\n\\\\.\n \\.\n\\. \n\\N\n\\.\n', 4],
    ['COPY of empty rows', 'COPY t FROM stdin;\n\n\n\\.\n', 2],
    ['COPY of rows that look like statements', `COPY t FROM stdin;\n';\n$$\n/*\n-- Name: x\n\\.\n`, 4],
    ['COPY that ends with the file', 'COPY t FROM stdin;\n1\n\\.', 1],
    ['COPY with CRLF', 'COPY t FROM stdin;\r\n1\r\n\\.\r\n', 1],
    ['INSERT', 'INSERT INTO t VALUES (1);', 1],
    ['INSERT of several rows', 'INSERT INTO t (a, b) VALUES\n\t(1, (2)),\n\t(3, 4);', 2],
    ['INSERT of a function’s result', `INSERT INTO t VALUES (f(1, (2)), 'VALUES (1), (2)');`, 1],
    ['INSERT with ON CONFLICT', 'INSERT INTO t VALUES (1), (2) ON CONFLICT (a) DO NOTHING;', 2],
    ['INSERT … OVERRIDING', 'INSERT INTO t OVERRIDING SYSTEM VALUE VALUES (1), (2);', 2],
    ['INSERT … DEFAULT VALUES', 'INSERT INTO t DEFAULT VALUES;', 0],
  ])('%s', (_, sql, rows) => {
    const [first, ...others] = scan(`${sql}\nSELECT 'after';`);
    expect(first!.rows).toBe(rows);
    expect(others.map(({ text }) => text)).toEqual([`SELECT 'after'`]);
  });
});

describe('places', () => {
  const sql = `-- one\n\n  SELECT 'a\nb';\nSELECT 2; SELECT 3;\nCOPY t FROM stdin;\n1\n2\n\\.\n\n\\unrestrict x\nSELECT 4`;

  it('line numbers count every line, those of bodies and rows too', () => {
    expect(scan(sql).map(({ line }) => line)).toEqual([3, 5, 5, 6, 11, 12]);
  });

  it('offsets cut the text out of the source', () => {
    expect(scan(sql).map(({ start, end }) => sql.slice(start, end))).toEqual(texts(sql));
  });

  it('positions count from 0', () => {
    expect(scan(sql).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('headings', () => {
  it.each([
    ['-- Name: t; Type: TABLE; Schema: a; Owner: o', { name: 't', type: 'TABLE', schema: 'a', owner: 'o' }],
    ['-- Name: t; Type: TABLE; Schema: a; Owner: -', { name: 't', type: 'TABLE', schema: 'a', owner: '-' }],
    ['-- Name: t; Type: TABLE; Schema: a; Owner: ', { name: 't', type: 'TABLE', schema: 'a', owner: '' }],
    [
      '-- Name: t; Type: TABLE; Schema: a; Owner: o; Tablespace: fast',
      { name: 't', type: 'TABLE', schema: 'a', owner: 'o' },
    ],
    [
      '-- Name: t; Type: TABLE; Schema: a; Owner: o; Tablespace: ',
      { name: 't', type: 'TABLE', schema: 'a', owner: 'o' },
    ],
    [
      '-- Data for Name: t; Type: TABLE DATA; Schema: a; Owner: o',
      { name: 't', type: 'TABLE DATA', schema: 'a', owner: 'o' },
    ],
    [
      '-- Statistics for Name: t; Type: STATISTICS DATA; Schema: a; Owner: -',
      { name: 't', type: 'STATISTICS DATA', schema: 'a', owner: '-' },
    ],
    ['-- Name: x; Type: SCHEMA; Schema: -; Owner: o', { name: 'x', type: 'SCHEMA', schema: '-', owner: 'o' }],
    [
      '-- Name: f(integer, text); Type: FUNCTION; Schema: a b; Owner: o p',
      { name: 'f(integer, text)', type: 'FUNCTION', schema: 'a b', owner: 'o p' },
    ],
    [
      '-- Name: Name: fake; Type: TABLE; Schema: public; Owner: x; Type: TABLE; Schema: a; Owner: o',
      { name: 'Name: fake; Type: TABLE; Schema: public; Owner: x', type: 'TABLE', schema: 'a', owner: 'o' },
    ],
  ])('%s', (comment, heading) => {
    expect(readHeading(comment, 7)).toEqual({ ...heading, line: 7 });
  });

  it.each([
    '-- Name: t',
    '-- A Name: t; Type: TABLE; Schema: a; Owner: o',
    '-- TOC entry 6 (class 2615 OID 1)',
    '--',
  ])('%s is none', (comment) => {
    expect(readHeading(comment, 1)).toBeUndefined();
  });

  it('belong to every statement under them', () => {
    const sql =
      '--\n-- Name: t; Type: TABLE; Schema: a; Owner: o\n--\n\nCREATE TABLE a.t ();\nALTER TABLE a.t OWNER TO o;\n';
    expect(scan(sql).map(({ heading }) => heading?.line)).toEqual([2, 2]);
  });

  it('in a body, a literal or rows are data', () => {
    const fake = '--\n-- Name: ghost; Type: TABLE; Schema: a; Owner: o\n--\n';
    const sql = `CREATE FUNCTION f() AS $$\n${fake}$$;\nCOMMENT ON SCHEMA a IS '\n${fake}';\nCOPY t FROM stdin;\n${fake}\\.\nSELECT 1;`;
    expect(scan(sql).map(({ heading }) => heading)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('standard_conforming_strings = off is said in the literals', () => {
  const off = `SET standard_conforming_strings = off;\n`;
  it.each([
    [String.raw`SELECT 'a\\b'`, String.raw`SELECT E'a\\b'`],
    [String.raw`SELECT 'a\';b'`, String.raw`SELECT E'a\';b'`],
    [String.raw`SELECT E'a\\b'`, String.raw`SELECT E'a\\b'`],
    [`SELECT B'101', X'F'`, `SELECT B'101', X'F'`],
    [`SELECT "a'b", 'c'`, `SELECT "a'b", E'c'`],
    [`SELECT $$ 'a' $$`, `SELECT $$ 'a' $$`],
    [`SELECT 'a' -- 'b'\n, 'c'`, `SELECT E'a' -- 'b'\n, E'c'`],
  ])('%s', (sql, spelled) => {
    expect(texts(`${off}${sql};\nSELECT 2;`).slice(1)).toEqual([spelled, 'SELECT 2']);
  });

  it.each(['on', "'on'", 'true'])('and no more after = %s', (value) => {
    expect(texts(`${off}SET standard_conforming_strings = ${value};\nSELECT 'a\\';`)[2]).toBe(`SELECT 'a\\'`);
  });
});

describe('what is never closed is refused where it begins', () => {
  it.each([
    [`SELECT 1;\nSELECT 'a`, 'string', 2, 8],
    [`SELECT E'a\\'`, 'string', 1, 9],
    [`SELECT U&'a`, 'string', 1, 10],
    [`SELECT "a`, 'quoted identifier', 1, 8],
    [`SELECT $a$ $$ `, 'dollar quote $a$', 1, 8],
    [`SELECT 1;\n\n/* a /* b */`, 'comment', 3, 1],
    [`CREATE TABLE t (a integer;`, 'parenthesis', 1, 16],
    [`CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;`, 'BEGIN ATOMIC body', 1, 1],
    [`SELECT 1;\nCOPY t FROM stdin;\n1\n\\\\.\n`, 'COPY block', 2, 1],
  ])('%s', (sql, what, line, column) => {
    expect(refusal(sql)).toEqual([`This ${what} is never closed: the file ends inside it.`, line, column]);
  });
});

describe('tokens', () => {
  it.each([
    [`a.b`, ['word a', 'symbol .', 'word b']],
    [`a$1 $1 a$b$`, ['word a$1', 'symbol $', 'number 1', 'word a$b$']],
    [`$a$b$a$`, ['dollar $a$b$a$']],
    [`$$$$`, ['dollar $$$$']],
    [`1.5e10 .5 1..2`, ['number 1.5e10', 'number .5', 'number 1..2']],
    [`'a''b'E'c\\''U&'d'`, [`string 'a''b'`, `string E'c\\''`, `string U&'d'`]],
    [`"a""b"U&"c"`, [`identifier "a""b"`, `identifier U&"c"`]],
    [`u & 'a'`, ['word u', 'symbol &', `string 'a'`]],
    [`eE'a'`, ['word eE', `string 'a'`]],
    [`a--b\nc/*d*/e`, ['word a', 'word c', 'word e']],
    [`a-b`, ['word a', 'symbol -', 'word b']],
    [`नाम_1 名`, ['word नाम_1', 'word 名']],
  ])('%s', (sql, expected) => {
    expect(tokens(sql).map(({ kind, start, end }) => `${kind} ${sql.slice(start, end)}`)).toEqual(expected);
  });

  it('at most so many, where only the head matters', () => {
    expect(tokens('a b c d', 2)).toHaveLength(2);
  });
});
