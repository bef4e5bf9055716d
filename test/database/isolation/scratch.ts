/** A scratch database in this process, as verify sees one. */
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { file_fdw } from '@electric-sql/pglite/contrib/file_fdw';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import type { Database, Row } from '../../../src/verify/engine/engine.js';

export interface Scratch extends Database {
  /** What it holds, to start another from. */
  save(): Promise<Blob>;
}

export async function startScratch(from?: Blob): Promise<Scratch> {
  const database = await PGlite.create({
    extensions: { btree_gist, citext, file_fdw, pg_trgm, pgcrypto, uuid_ossp },
    ...(from && { loadDataDir: from }),
  });
  return {
    async run(sql) {
      await database.exec(sql);
    },
    async runAll(statements) {
      for (const sql of statements) await database.exec(sql);
    },
    async query<R extends Row>(sql: string, parameters?: readonly unknown[]) {
      return (await database.query<R>(sql, parameters && [...parameters])).rows;
    },
    save: () => database.dumpDataDir('none'),
    close: () => database.close(),
  };
}
