/** Which PostgreSQL it is to be, with what the SQL asks of it. */
import type { Engine } from './engine.js';
import { startPglite } from './pglite.js';
import { extensionsIn, namesIn } from './rules.js';
import { connectServer } from './server.js';

/** @param server undefined: in this process */
export const openEngine = (server: string | undefined, ...sql: readonly string[]): Promise<Engine> =>
  server === undefined
    ? startPglite({ extensions: extensionsIn(...sql) })
    : connectServer({ url: server, isNamed: namesIn(...sql) });
