/** The least that any converter built on PostgreSQL's own grammar has to do: start node, load the parser, parse the export. */
import { readFileSync } from 'node:fs';
import { loadModule, parseSync } from 'libpg-query';

// The lines that are meant for psql are not SQL.
const sql = readFileSync(process.argv[2], 'utf8').replace(/^\\.*$/gm, '');
await loadModule();
parseSync(sql);
