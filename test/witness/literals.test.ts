/** The values that columns are compared with, once each, in the order in which they are found. */
import { expect, test } from 'vitest';
import type { Database, Row } from '../../src/verify/engine/engine.js';
import { readLiterals } from '../../src/verify/isolation/stage/literals.js';

/** Answers the query for expressions of unique keys, and the one for everything else. */
const databaseOf = (texts: readonly string[], keys: readonly string[] = []): Database => ({
  run: async () => {},
  runAll: async () => {},
  query: async <R extends Row>(sql: string) =>
    (sql.includes('indexprs') ? keys : texts).map((text) => ({ text })) as unknown as R[],
  close: async () => {},
});

test('each value once', async () => {
  const { compared } = await readLiterals(
    databaseOf([
      `(state = 'open'::text)`,
      `state IN ('open', 'closed')`,
      `kind = ANY (ARRAY['a'::text, 'b'::text])`,
    ]),
  );
  expect([...compared]).toEqual([
    ['state', ['open', 'closed']],
    ['kind', ['a', 'b']],
  ]);
});

test('the keys that JSON is asked for', async () => {
  const index = `CREATE UNIQUE INDEX x ON ward.t USING btree (((data ->> 'code'::text)), ((data -> 'place'::text)), ((data ->> 'code'::text)))`;
  const { keys, compared } = await readLiterals(databaseOf([], [index]));
  expect([...keys]).toEqual([['data', ['code', 'place']]]);
  expect([...compared]).toEqual([]);
});
