/** A database that a baseline made, dumped and converted with the same configuration, makes the same database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { readCatalog } from '../catalog.js';
import { createDatabase, type Database } from '../database.js';
import { differences } from '../schema.js';
import { startServer, type Server } from '../server.js';
import { readExport, readSettings } from './conversion.js';

await ready();

let server: Server;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server?.stop());

const load = async (sql: string): Promise<Database> => {
  const database = await createDatabase(server);
  // Whose objects they are, the self-check says: those of the role that the export names.
  expect(await database.apply(`SET SESSION AUTHORIZATION hims_admin;\n${sql}`)).toBeUndefined();
  return database;
};

test.each(['baseline', 'acme'])(
  'of the sample, with names of the prefix %s',
  async (prefix) => {
    const settings = { ...(await readSettings()), superuser: 'inline', prefix } as const;
    const first = await load(convert(readExport(), settings).sql);
    try {
      const again = convert(Buffer.from(await first.pgDump([])), settings);
      const second = await load(again.sql);
      try {
        const [before, after] = [
          await readCatalog(first.query, { privileges: true }),
          await readCatalog(second.query, { privileges: true }),
        ];
        expect(differences(before, after)).toBe('');
        // What is the tool's own is no finding about the author.
        expect(again.diagnostics.filter(({ message }) => message.includes(`${prefix}_tenant_`))).toEqual([]);
      } finally {
        await second.drop();
      }
    } finally {
      await first.drop();
    }
  },
  600_000,
);
