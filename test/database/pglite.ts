/** PostgreSQL 18 compiled to WebAssembly: one database and one session, in this process. */
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { file_fdw } from '@electric-sql/pglite/contrib/file_fdw';
import { hstore } from '@electric-sql/pglite/contrib/hstore';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import type { Query, Row } from './database.js';

const EXTENSIONS = { btree_gist, citext, file_fdw, hstore, pg_trgm, pgcrypto, unaccent, uuid_ossp };

export interface Engine {
  /** Runs a script; throws at its first error. */
  run(sql: string): Promise<void>;
  readonly query: Query;
  stop(): Promise<void>;
}

/** initdb takes seconds, even here: it runs once, and the others start from a copy of its data folder. */
let pristine: Promise<Blob> | undefined;

export async function startPglite(): Promise<Engine> {
  pristine ??= PGlite.create({ extensions: EXTENSIONS }).then(async (first) => {
    const data = await first.dumpDataDir('none');
    await first.close();
    return data;
  });
  const database = await PGlite.create({ extensions: EXTENSIONS, loadDataDir: await pristine });
  return {
    async run(sql) {
      await database.exec(sql);
    },
    async query(sql) {
      const { rows: before } = await database.query<{ path: string }>(
        `SELECT current_setting('search_path') AS path`,
      );
      await database.query(`SELECT set_config('search_path', '', false)`);
      const { rows } = await database.query<Row>(sql);
      await database.query(`SELECT set_config('search_path', $1, false)`, [before[0]!.path]);
      return rows;
    },
    stop: () => database.close(),
  };
}
