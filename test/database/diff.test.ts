/** Migrations between two schemas on PostgreSQL 15: each change with rows, there and back, run twice. */
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { type Rename, renameOf, renameStatements } from '../../src/cli/migration/renames.js';
import { ready } from '../../src/index.js';
import type { Side } from '../../src/migration.js';
import { createDatabase, type Database } from './database.js';
import { BASE, type Case, CASES, type Direction, DIRECTIONS } from './diff/cases.js';
import { ANOTHER_ORDER, IMPOSSIBLE, LOST, QUESTIONS, RENAMES, VALUES } from './diff/expected.js';
import { planned, sideOf } from './diff/plan.js';
import { type State, stateOf, unordered } from './diff/state.js';
import { differences, type Schema } from './schema.js';
import { type Server, startServer } from './server.js';

let server: Server;
let base: Database;
beforeAll(async () => {
  await ready();
  server = await startServer(15);
  base = await loaded(undefined, BASE);
});
afterAll(async () => {
  await base?.drop();
  await server?.stop();
});

/** A copy of a database, or a new one, after a script that psql runs without errors. */
async function loaded(template: Database | undefined, script: string): Promise<Database> {
  const database = await createDatabase(server, template);
  const errors = await database.restore(script);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return database;
}

interface Judged {
  readonly name: string;
  readonly direction: Direction;
  readonly from: State;
  readonly to: State;
  /** In the state `from`. */
  readonly database: Database;
  readonly expect: ExpectStatic;
}

async function judge({ name, direction, from, to, database, expect }: Judged): Promise<void> {
  const [old, now] = [sideOf(from.dump), sideOf(to.dump)];
  const questions = planned(old, now).plan.questions.map(({ code, message }) => `${code}: ${message}`);
  expect.soft(questions, `${direction}: what is asked`).toEqual(QUESTIONS[direction][name] ?? []);

  const renames = [RENAMES[direction][name] ?? []].flat().map(renameOf);
  const { plan, sql } = planned(await withRenames(old, renames, database), now, {
    renames,
    allowDataLoss: true,
    noRename: true,
    values: VALUES[direction][name] ?? {},
  });
  const undecided = plan.questions.map(({ code }) => code);
  expect
    .soft(undecided, `${direction}: what is not decided`)
    .toEqual(IMPOSSIBLE.includes(name) ? ['diff/impossible'] : []);
  if (undecided.length > 0) return;

  const inOrder = ANOTHER_ORDER[direction].includes(name) ? unordered : (schema: Schema): Schema => schema;
  for (const run of ['first run', 'second run']) {
    const what = `${direction}, ${run}`;
    expect.soft(await database.apply(sql), what).toBeUndefined();
    const { schema, rows } = await stateOf(server, database);
    expect.soft(differences(inOrder(to.schema), inOrder(schema)), `${what}: schema`).toBe('');
    expect.soft(unequal(to.rows, rows), `${what}: rows`).toEqual(LOST[direction][name] ?? []);
  }
}

/** The rest of a migration is planned from a schema in which the renames are done. */
async function withRenames(old: Side, renames: readonly Rename[], original: Database): Promise<Side> {
  if (renames.length === 0) return old;
  const renamed = await loaded(original, `${renames.flatMap(renameStatements).join(';\n')};`);
  try {
    return sideOf((await stateOf(server, renamed)).dump);
  } finally {
    await renamed.drop();
  }
}

const unequal = (expected: Schema, actual: Schema): string[] =>
  [...new Set([...expected.keys(), ...actual.keys()])].filter((key) => expected.get(key) !== actual.get(key));

describe('a migration makes NEW of OLD, keeps the rows, and changes nothing when it runs again', () => {
  test.concurrent.for(CASES.map((one): [string, Case] => [one.name, one]))(
    '%s',
    async ([name, { old, change }], { expect }) => {
      const before = old === undefined ? await createDatabase(server, base) : await loaded(undefined, old);
      const after = await loaded(old === undefined ? base : before, change);
      try {
        const from = await stateOf(server, before);
        const to = await stateOf(server, after);
        await judge({ name, direction: DIRECTIONS[0], from, to, database: before, expect });
        await judge({ name, direction: DIRECTIONS[1], from: to, to: from, database: after, expect });
      } finally {
        await before.drop();
        await after.drop();
      }
    },
  );
});
