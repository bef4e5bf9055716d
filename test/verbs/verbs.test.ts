/** What the kinds' verbs make of a database, in PGlite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import { type Engine, startPglite } from '../database/pglite.js';
import { dropsTwice, holds, type Case } from './migration.js';
import { constraints, indexes } from './relations.js';
import { policies, triggers, views } from './views.js';

/** PGlite's. */
const VERSION = 18;

let engine: Engine;
beforeAll(async () => {
  await loadGrammar();
  engine = await startPglite();
  for (const role of ['inc_owner', 'inc_reader', 'inc_writer']) await engine.run(`CREATE ROLE ${role}`);
});
afterAll(() => engine.stop());

describe.each<[string, readonly Case[]]>([
  ['constraints', constraints],
  ['indexes', indexes],
  ['views', views],
  ['triggers', triggers],
  ['policies', policies],
])('%s', (_, cases) => {
  it.each(cases)('$what', async (one) => {
    await holds(engine, VERSION, one);
    expect(await dropsTwice(engine, VERSION, one)).toBeUndefined();
  });
});
