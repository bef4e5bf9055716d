/** What the kinds' verbs make of a database, in PostgreSQL 15. */
import { afterAll, beforeAll } from 'vitest';
import { loadGrammar } from '../../src/grammar.js';
import { cases, ROLES } from '../verbs/cases.js';
import { kept } from '../verbs/kept.js';
import { createDatabase, type Database } from './database.js';
import type { Engine } from './pglite.js';
import { type Server, startServer } from './server.js';

let server: Server;
let database: Database;
let engine: Engine;
beforeAll(async () => {
  await loadGrammar();
  server = await startServer(15);
  database = await createDatabase(server);
  engine = {
    async run(sql) {
      const error = await database.apply(sql);
      if (error !== undefined) throw new Error(error);
    },
    query: database.query,
    stop: () => database.drop(),
  };
  await engine.run(`DO $$ BEGIN ${ROLES} EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
});
afterAll(async () => {
  await engine.stop();
  await server.stop();
});

cases(() => engine, 15);
kept(() => engine, 15);
