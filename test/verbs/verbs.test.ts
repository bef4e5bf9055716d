/** What the kinds' verbs make of a database, in PGlite. */
import { afterAll, beforeAll } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import { type Engine, startPglite } from '../database/pglite.js';
import { cases, ROLES } from './cases.js';
import { kept } from './kept.js';

let engine: Engine;
beforeAll(async () => {
  await loadGrammar();
  engine = await startPglite();
  await engine.run(ROLES);
});
afterAll(() => engine.stop());

cases(() => engine, 18);
kept(() => engine, 18);
