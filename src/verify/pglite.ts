/** PostgreSQL compiled to WebAssembly, in this process: each database is a cluster of its own. The one door to PGlite. */
import type { Extensions, PGlite } from '@electric-sql/pglite';
import { InputError } from '../diagnostics.js';
import type { Database, Engine, Row } from './engine.js';

/** The extensions that the SQL may ask for. PGlite has to be told before it starts. */
export interface PgliteOptions {
  readonly extensions: readonly string[];
}

interface PgliteDatabase extends Database {
  readonly inside: PGlite;
}

/** initdb takes seconds, even here: it runs once, and all databases are copies of what it made. */
export async function startPglite({ extensions }: PgliteOptions): Promise<Engine> {
  const { PGlite: Engine } = await import('@electric-sql/pglite').catch((error: Error) => {
    throw new InputError('verify/no-pglite', `PGlite cannot be loaded: ${error.message}`, {
      help: 'Install @electric-sql/pglite beside pg-baseline, or name a server with --server.',
    });
  });
  const shipped = await extensionsOf(extensions);
  const open = async (loadDataDir?: Blob): Promise<PgliteDatabase> =>
    databaseOf(await Engine.create({ extensions: shipped, ...(loadDataDir && { loadDataDir }) }));

  const first = await open();
  const [version] = await first.query<{ shown: string; number: number }>(
    `SELECT current_setting('server_version') AS shown, current_setting('server_version_num')::integer AS number`,
  );
  const pristine = await first.inside.dumpDataDir('none');
  const opened = new Set<PgliteDatabase>();
  // The first one is as empty as a copy, and there already.
  let unused: PgliteDatabase | undefined = first;
  opened.add(first);
  return {
    name: `PGlite (PostgreSQL ${version!.shown})`,
    version: Math.floor(version!.number / 10_000),
    async create(from) {
      if (from === undefined && unused) {
        const database = unused;
        unused = undefined;
        return database;
      }
      const data = from === undefined ? pristine : await (from as PgliteDatabase).inside.dumpDataDir('none');
      const database = await open(data);
      opened.add(database);
      return database;
    },
    async close() {
      for (const { inside } of opened) if (!inside.closed) await inside.close();
    },
  };
}

/** What PGlite ships of the extensions; one that it does not ship is missed where the SQL asks for it. */
async function extensionsOf(names: readonly string[]): Promise<Extensions> {
  const found: Extensions = {};
  for (const name of names) {
    const module = name.replaceAll('-', '_');
    if (!/^\w+$/.test(module)) continue;
    const loaded: unknown = await import(`@electric-sql/pglite/contrib/${module}`).catch(() => undefined);
    const extension = (loaded as Extensions | undefined)?.[module];
    if (extension) found[module] = extension;
  }
  return found;
}

/** In PGlite this leaves the role as it is: the session has no other one that it began with. */
const RESET_ROLE =
  /^(?:RESET\s+SESSION\s+AUTHORIZATION|SET\s+SESSION\s+AUTHORIZATION\s+DEFAULT)\s*(?:;|$)/gim;
const ONESELF = 'SET SESSION AUTHORIZATION postgres;';

const databaseOf = (inside: PGlite): PgliteDatabase => ({
  inside,
  async run(sql) {
    await inside.exec(sql.replace(RESET_ROLE, ONESELF));
  },
  async query<R extends Row>(sql: string, parameters: readonly unknown[] = []) {
    return (await inside.query<R>(sql, [...parameters])).rows;
  },
  async close() {
    if (!inside.closed) await inside.close();
  },
});
