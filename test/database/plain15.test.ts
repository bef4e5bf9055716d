import { plainKeepsTheSchema } from './plain.js';
import { readPgDump } from './pgDump.js';

plainKeepsTheSchema(15, {
  read: async (database, kept) =>
    readPgDump(await database.pgDump(kept ? [] : ['--no-owner', '--no-privileges'])),
});
