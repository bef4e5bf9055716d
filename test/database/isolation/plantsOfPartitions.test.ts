/** Of every partition there is a row of each tenant, however its key is made: where one is open, it shows them. */
import { describe, expect, test } from 'vitest';
import { closed, CLOSED, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

/** The first partition of each is the one that is opened. */
const SHAPES: readonly (readonly [by: string, columns: string, key: string, ...partitions: string[]])[] = [
  [
    'the month of a column',
    'at timestamp NOT NULL',
    "RANGE (date_trunc('month', at))",
    "FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')",
    "FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')",
  ],
  [
    'the year of a column',
    'at date NOT NULL',
    'LIST (EXTRACT(year FROM at))',
    'FOR VALUES IN (2025)',
    'FOR VALUES IN (2023, 2024)',
  ],
  [
    'an expression of text',
    'place text NOT NULL',
    'LIST (lower(place))',
    "FOR VALUES IN ('icu')",
    "FOR VALUES IN ('opd', 'o''t')",
  ],
  [
    'the hash of a key',
    'id uuid PRIMARY KEY',
    'HASH (id)',
    'FOR VALUES WITH (MODULUS 3, REMAINDER 2)',
    'FOR VALUES WITH (MODULUS 3, REMAINDER 0)',
    'FOR VALUES WITH (MODULUS 3, REMAINDER 1)',
  ],
  [
    'a range that has no lower bound',
    'number integer NOT NULL, at date NOT NULL',
    'RANGE (number, at)',
    'FOR VALUES FROM (MINVALUE, MINVALUE) TO (-500, MINVALUE)',
    "FOR VALUES FROM (-500, MINVALUE) TO (700, '2024-01-01')",
    "FOR VALUES FROM (700, '2024-01-01') TO (MAXVALUE, MAXVALUE)",
  ],
  [
    'a hash over many',
    'id uuid PRIMARY KEY',
    'HASH (id)',
    ...Array.from({ length: 16 }, (_, at) => `FOR VALUES WITH (MODULUS 16, REMAINDER ${at})`),
  ],
  [
    'letters, from the first one on',
    'place text NOT NULL',
    'RANGE (place)',
    "FOR VALUES FROM (MINVALUE) TO ('A')",
    "FOR VALUES FROM ('A') TO (MAXVALUE)",
  ],
  [
    'halves of all identifiers',
    'id uuid PRIMARY KEY',
    'RANGE (id)',
    "FOR VALUES FROM (MINVALUE) TO ('80000000-0000-0000-0000-000000000000')",
    "FOR VALUES FROM ('80000000-0000-0000-0000-000000000000') TO (MAXVALUE)",
  ],
  ['a list with NULL in it', 'place text', 'LIST (place)', 'FOR VALUES IN (NULL)', "FOR VALUES IN ('icu')"],
];

const treeOf = (columns: string, key: string, partitions: readonly string[]): string =>
  [
    `CREATE TABLE ward.bills (${columns}, ${TENANT_ID}) PARTITION BY ${key};`,
    ...partitions.map((bounds, at) => `CREATE TABLE ward.bills_${at} PARTITION OF ward.bills ${bounds};`),
    closed('ward.bills'),
  ].join('\n');

const OPENED =
  'ALTER TABLE ward.bills_0 DISABLE ROW LEVEL SECURITY; GRANT SELECT ON ward.bills_0 TO ward_app;';

describe.each(SHAPES)('partitions by %s', (_by, columns, key, ...partitions) => {
  const tree = treeOf(columns, key, partitions);

  test('are closed', async () => {
    expect(await ward.verify(tree)).toMatchObject({ ...CLOSED, ofOneTenant: [] });
  });

  test('show what is in one that is open', async () => {
    const result = await ward.verify(tree + OPENED);
    expect(names(result)).toEqual(['ward.bills_0 read', 'ward.bills_0 write']);
    // That row-level security is missing would be told of an empty one too.
    expect(result.undeclared[0]!.shows).toMatch(/^\d+ rows; with no other tenant \d+ rows$/);
  });
});

test('a partition that may be written straight takes rows of its own key', async () => {
  const tree = treeOf('number integer NOT NULL', 'LIST (number)', ['FOR VALUES IN (7)', 'FOR VALUES IN (8)']);
  const result = await ward.verify(
    `${tree} ALTER TABLE ward.bills_1 DISABLE ROW LEVEL SECURITY; GRANT INSERT ON ward.bills_1 TO ward_app;`,
  );
  expect(result.unclear).toEqual([]);
  const { statement } = result.undeclared.find(({ attack }) => attack === 'write')!;
  expect(statement).toMatch(/INSERT INTO ward\.bills_1 .*'8'/);
});

describe('a partition for each tenant', () => {
  const tree = treeOf('number integer', 'LIST (tenant_id)', [
    "FOR VALUES IN ('11111111-0000-4000-8000-000000000001')",
    "FOR VALUES IN ('22222222-0000-4000-8000-000000000002')",
  ]);

  test('has no row of the two, and is told', async () => {
    const result = await ward.verify(tree);
    expect(result).toMatchObject({ ...CLOSED, ofOneTenant: ['ward.bills_0', 'ward.bills_1'] });
  });

  test('is found without row-level security all the same', async () => {
    expect(names(await ward.verify(tree + OPENED))).toEqual(['ward.bills_0 read']);
  });

  test('leaves the table itself to be tried', async () => {
    const result = await ward.verify(`${tree} DROP POLICY baseline_tenant_isolation ON ward.bills;`);
    expect(names(result)).toEqual(['ward.bills read', 'ward.bills write']);
  });
});

describe.each(['RANGE (number)', 'LIST (number)', 'HASH (number)'])('no partition yet, by %s', (key) => {
  const tree = treeOf('number integer', key, []);

  test('is closed', async () => {
    expect(await ward.verify(tree)).toMatchObject(CLOSED);
  });

  test('is tried', async () => {
    const result = await ward.verify(
      `${tree} ALTER POLICY baseline_tenant_isolation ON ward.bills USING (true);`,
    );
    expect(names(result)).toEqual(['ward.bills read', 'ward.bills write']);
    expect(result.undeclared[0]!.shows).toMatch(/rows; with no other tenant/);
  });
});
