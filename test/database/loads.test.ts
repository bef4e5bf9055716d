/** What pg_dump of another server or a tool wrote in forms of its own: the baseline of it runs, three times, and is the same each time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../src/config/config.js';
import { convert, ready, type Settings } from '../../src/index.js';
import { readCatalog } from './catalog.js';
import { createDatabase, type Database } from './database.js';
import { differences } from './schema.js';
import { startServer, type Server } from './server.js';

await ready();

const ROOT = join(import.meta.dirname, '..', '..', 'fixtures');
const CONFIG = 'pg-baseline.config.yaml';

/** By the server that they are for. */
const FIXTURES = {
  15: [
    // An operator or a routine is found along a search_path that pg_dump does not set.
    'searchPaths-basic',
    'searchPaths-inlined',
    'inlinedRoutines-basic',
    // Objects in front of the empty search_path.
    'parse-extensionBefore',
    'parse-pathBefore',
    // Forms of older versions.
    'view-tableAndRule',
    'dummyViews-basic',
    'dummyViews-circle',
    'parse-laterWords',
    'parse-withOids',
    // Files that grew by hand.
    'foldConstraints-laterColumn',
    // Other tools.
    'extension-hasura',
    'noise-terminal',
    'noise-between',
    'parse-supabaseStyle',
    'parse-railsStructure',
    // The preset hims.
    'viewSecurity-routines',
    'viewSecurity-writingFunction',
    'tenantColumn-rowTest',
    'kernel-settingOfParent',
    'selfCheck-databaseOwner',
  ],
  18: [
    'notNullNames-children',
    'partitionOf-generated18',
    'partitionOf-namedNotNull18',
    'targetVersion-temporalKeys',
    'view-tableAndRule',
    'parse-laterWords',
    'eventTriggers-pg18',
  ],
} as const;

/** Those that are for any server take this one's forms. */
function baseline(name: string, postgres: number): string {
  const config = join(ROOT, name, CONFIG);
  const said: Partial<Settings> = existsSync(config)
    ? settingsOf(readConfig(readFileSync(config, 'utf8'), CONFIG))
    : {};
  return convert(
    readFileSync(join(ROOT, name, 'input.sql')),
    { preset: 'plain', ...said, postgres },
    'input.sql',
  ).sql;
}

describe.each([15, 18] as const)('PostgreSQL %i', (version) => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(version);
  });
  afterAll(() => server?.stop());

  const inDatabase = async (use: (database: Database) => Promise<void>): Promise<void> => {
    const database = await createDatabase(server);
    try {
      await use(database);
    } finally {
      await database.drop();
    }
  };

  test.each(FIXTURES[version])('%s runs three times', async (name) => {
    await inDatabase(async (database) => {
      const sql = baseline(name, version);
      expect(await database.apply(sql), 'run 1').toBeUndefined();
      const first = await readCatalog(database.query, { privileges: true });
      for (const run of [2, 3]) {
        expect(await database.apply(sql), `run ${run}`).toBeUndefined();
        expect(differences(first, await readCatalog(database.query, { privileges: true }))).toBe('');
      }
    });
  });
});
