import { readCatalog } from './catalog.js';
import { withoutLz4 } from './lz4.js';
import { plainKeepsTheSchema } from './plain.js';

plainKeepsTheSchema(18, {
  // There is no pg_dump 18 beside the embedded server, and that of 15 refuses to read it.
  read: (database, kept) => readCatalog(database.query, { privileges: kept }),
  // Bytes as LATIN1, since a dump may be in any encoding.
  adapt: (script) => Buffer.from(withoutLz4(script.toString('latin1')), 'latin1'),
});
