/** Opens the engine that the user chose, with what the SQL needs. */
import { type Engine, patienceOf } from './engine/engine.js';
import { startPglite } from './engine/pglite.js';
import { extensionsIn, namesIn } from './engine/rules.js';
import { connectServer } from './server/server.js';

export interface EngineOptions {
  /** `postgres://…`; undefined for PGlite, in this process. */
  readonly server?: string | undefined;
  /** The SQL runs on the server with the rights of the URL's role, a superuser. */
  readonly trust?: boolean;
  /** Limit for one statement; see STATEMENT_SECONDS. */
  readonly seconds?: number | undefined;
}

export function openEngine(
  { server, trust = false, seconds }: EngineOptions = {},
  ...sql: readonly string[]
): Promise<Engine> {
  const patience = patienceOf(seconds);
  if (server === undefined) return startPglite({ extensions: extensionsIn(...sql), patience });
  return connectServer({ url: server, trust, patience, sql, isNamed: namesIn(...sql) });
}
