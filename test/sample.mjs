// npm run sample: converts the sample's export as its configuration says, and loads the result three times into PGlite,
// a real PostgreSQL 18 inside this process.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { file_fdw } from '@electric-sql/pglite/contrib/file_fdw';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';

const sample = fileURLToPath(new URL('../samples/hims/', import.meta.url));
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const baseline = new URL('../samples/hims/db/migration/V001__complete_hims_schema.sql', import.meta.url);

const converted = spawnSync(process.execPath, [cli], { cwd: sample, stdio: 'inherit' });
if (converted.status !== 0) process.exit(converted.status ?? 1);

/** What makes up the schema, in one number for each kind: a run that changes nothing leaves all of them. */
const INVENTORY = `
  SELECT (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)') AS schemas,
         (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
           WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^(pg_|information_schema$|public$)') AS tables,
         (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
           WHERE relkind IN ('v', 'm') AND nspname !~ '^(pg_|information_schema$|public$)') AS views,
         (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0) AS "foreign keys",
         (SELECT count(*) FROM pg_policy) AS policies,
         (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal) AS triggers`;

const database = await PGlite.create({
  extensions: { btree_gist, citext, file_fdw, pg_trgm, pgcrypto, uuid_ossp },
});
// PGlite is built without lz4: these statements are left out of the check, and said.
const LZ4 = /^ALTER TABLE .* SET COMPRESSION lz4;$/gm;
const whole = await readFile(baseline, 'utf8');
for (const [statement] of whole.matchAll(LZ4)) console.log(`PGlite has no lz4, not run: ${statement}`);
const sql = whole.replace(LZ4, '');
const seen = [];
try {
  for (let run = 1; run <= 3; run++) {
    await database.transaction((transaction) => transaction.exec(sql));
    const { rows } = await database.query(INVENTORY);
    seen.push(JSON.stringify(rows[0]));
    const counts = Object.entries(rows[0]).map(([what, count]) => `${count} ${what}`);
    console.log(`run ${run} on PGlite: clean; ${counts.join(', ')}`);
  }
} catch (error) {
  console.error(`The baseline does not load: ${error.message}`);
  process.exitCode = 1;
} finally {
  await database.close();
}
if (new Set(seen).size > 1) {
  console.error('A second run changed the schema.');
  process.exitCode = 1;
}
