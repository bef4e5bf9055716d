import { describe, expect, it } from 'vitest';
import { components } from '../src/catalog/components.js';
import { PriorityQueue } from '../src/catalog/priorityQueue.js';
import { sections } from '../src/catalog/object.js';
import { loadGrammar } from '../src/grammar.js';
import { order } from '../src/order.js';
import { parse } from '../src/parse/parse.js';
import { scannedDump } from '../src/source/dump.js';

await loadGrammar();

const ordered = (sql: string) =>
  order(parse(scannedDump(sql), { target: { version: 15 }, namedNotNull: false }).objects);
const ids = (sql: string): string[] => ordered(sql).placed.map(({ object }) => object.id);

/** Statements in every order of them. */
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe('what is needed comes first, in whatever order the dump has it', () => {
  it.each([
    [
      'tables by schema, then name',
      ['CREATE TABLE b.a ()', 'CREATE TABLE a.b ()', 'CREATE TABLE a.a ()'],
      ['table a.a', 'table a.b', 'table b.a'],
    ],
    [
      'a schema before what stands in it',
      ['CREATE TABLE z.a ()', 'CREATE SCHEMA z', 'CREATE SCHEMA a'],
      ['schema a', 'schema z', 'table z.a'],
    ],
    [
      'a type before the table that uses it, even through another',
      ['CREATE TABLE a.a (x a.z)', 'CREATE DOMAIN a.z AS a.zz', "CREATE TYPE a.zz AS ENUM ('x')"],
      ['enum type a.zz', 'domain a.z', 'table a.a'],
    ],
    [
      'a parent before the table that inherits',
      ['CREATE TABLE a.a () INHERITS (a.z)', 'CREATE TABLE a.m ()', 'CREATE TABLE a.z ()'],
      ['table a.m', 'table a.z', 'table a.a'],
    ],
    [
      'views by what they read',
      ['CREATE VIEW a.a AS SELECT 1 FROM a.z', 'CREATE VIEW a.z AS SELECT 1 FROM a.t', 'CREATE TABLE a.t ()'],
      ['table a.t', 'view a.z', 'view a.a'],
    ],
    [
      'a function before the table whose default calls it, other functions after',
      [
        'CREATE TABLE a.t (x int DEFAULT a.f())',
        "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION a.e() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      ],
      ['function a.f()', 'table a.t', 'function a.e()'],
    ],
    [
      'a function before the view that calls it',
      [
        'CREATE VIEW a.v AS SELECT a.f()',
        "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        'CREATE TABLE a.t ()',
      ],
      ['table a.t', 'function a.f()', 'view a.v'],
    ],
    [
      'foreign keys after all tables',
      [
        'ALTER TABLE a.a ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES a.b (x)',
        'CREATE TABLE a.b (x int)',
        'CREATE TABLE a.a (x int)',
      ],
      ['table a.a', 'table a.b', 'foreign key a.k on a.a'],
    ],
    [
      'an index, a comment and a mark with their table',
      [
        'ALTER TABLE a.a CLUSTER ON i',
        "COMMENT ON INDEX a.i IS 'x'",
        'CREATE INDEX i ON a.a (x)',
        'CREATE TABLE a.a (x int)',
        'CREATE TABLE a.b ()',
      ],
      ['table a.a', 'index a.i', 'comment on index a.i', 'mark a."CLUSTER" on a.a', 'table a.b'],
    ],
    [
      'a sequence before the table whose default calls it by a literal',
      [
        `CREATE TABLE a.t (x int DEFAULT nextval('a."Z"'::regclass))`,
        'CREATE SEQUENCE a."Z"',
        'CREATE SEQUENCE a.a',
      ],
      ['sequence a."Z"', 'sequence a.a', 'table a.t'],
    ],
    [
      'a trigger after its function, its state behind it',
      [
        'ALTER TABLE a.t DISABLE TRIGGER x',
        'CREATE TRIGGER x BEFORE INSERT ON a.t FOR EACH ROW EXECUTE FUNCTION a.f()',
        "CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        'CREATE TABLE a.t ()',
      ],
      ['table a.t', 'function a.f()', 'trigger a.x on a.t', 'firing state a.x on a.t'],
    ],
  ])('%s', (_, statements, expected) => {
    const orders = permutations(statements).map((all) => ids(all.join(';\n')));
    expect(new Set(orders.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(expected)]));
  });
});

describe('cycles', () => {
  it('of a table and a function are reported, and stand as in the dump', () => {
    const { placed, diagnostics } = ordered(
      'CREATE FUNCTION a.f() RETURNS int LANGUAGE sql RETURN (SELECT x FROM a.t);\nCREATE TABLE a.t (x int DEFAULT a.f());',
    );
    expect(placed.map(({ object }) => object.id)).toEqual(['function a.f()', 'table a.t']);
    expect(diagnostics).toMatchObject([{ code: 'order/circle', object: 'function a.f()' }]);
    expect(diagnostics[0]!.message).toContain('function a.f(), table a.t');
  });

  it.each([
    [
      'views that hold each other',
      'CREATE VIEW a.x AS SELECT NULL::int AS i;\nCREATE VIEW a.y AS SELECT i FROM a.x;\nCREATE OR REPLACE VIEW a.x AS SELECT i FROM a.y;',
      ['dummy view a.x', 'view a.y', 'view a.x'],
    ],
    [
      'a base type and its functions',
      "CREATE TYPE a.t;\nCREATE FUNCTION a.i(cstring) RETURNS a.t LANGUAGE internal AS 'int4in';\nCREATE FUNCTION a.o(a.t) RETURNS cstring LANGUAGE internal AS 'int4out';\nCREATE TYPE a.t (INPUT = a.i, OUTPUT = a.o);",
      ['shell type a.t', 'function a.i(cstring)', 'function a.o(a.t)', 'base type a.t'],
    ],
    [
      'tables by their foreign keys',
      'CREATE TABLE a.x (i int);\nCREATE TABLE a.y (i int);\nALTER TABLE a.x ADD CONSTRAINT k FOREIGN KEY (i) REFERENCES a.y (i);\nALTER TABLE a.y ADD CONSTRAINT k FOREIGN KEY (i) REFERENCES a.x (i);',
      ['table a.x', 'table a.y', 'foreign key a.k on a.x', 'foreign key a.k on a.y'],
    ],
  ])('of %s are none', (_, sql, expected) => {
    const { placed, diagnostics } = ordered(sql);
    expect(placed.map(({ object }) => object.id)).toEqual(expected);
    expect(diagnostics).toEqual([]);
  });
});

it('sections follow each other in the order of their list', () => {
  const { placed } = ordered(
    'GRANT SELECT ON a.v TO PUBLIC;\nCREATE VIEW a.v AS SELECT 1;\nCREATE TABLE a.t ();\nCREATE SCHEMA a;\nCREATE EXTENSION citext;\nCREATE ROLE r;',
  );
  const found = placed.map(({ section }) => sections[section]);
  expect(found).toEqual(['Roles', 'Extensions', 'Schemas', 'Tables', 'Views', 'Privileges']);
});

describe('components: who is in a cycle with whom', () => {
  it.each([
    ['no edges', [[], []], [1, 1]],
    ['a chain', [[1], [2], []], [1, 1, 1]],
    ['a cycle of two', [[1], [0]], [2]],
    ['a cycle with a tail on both sides', [[1], [2], [1, 3], []], [1, 1, 2]],
    ['two cycles, one needs the other', [[1], [0, 2], [3], [2]], [2, 2]],
    ['one that needs itself', [[0]], [1]],
  ])('%s', (_, edges, expected) => {
    const { component, sizes } = components(edges);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(expected);
    expect(edges.map((__, at) => sizes[component[at]!])).toEqual(
      edges.map((__, at) => component.filter((one) => one === component[at]).length),
    );
  });

  it('of a long chain, without a deep stack', () => {
    const length = 100_000;
    const { sizes } = components(Array.from({ length }, (_, at) => (at + 1 < length ? [at + 1] : [])));
    expect(sizes).toHaveLength(length);
  });
});

it.each([[[3, 1, 2]], [[1, 1, 0]], [[5, 4, 3, 2, 1, 0]], [[]]])(
  'a heap gives %j back in order',
  (numbers) => {
    const heap = new PriorityQueue((a, b) => a - b);
    for (const number of numbers) heap.push(number);
    const out = numbers.map(() => heap.pop());
    expect(out).toEqual(numbers.toSorted((a, b) => a - b));
    expect(heap.pop()).toBeUndefined();
  },
);
