/** A connection of its own, for what happens between sessions, and as programs use it that are not psql. */
import pg from 'pg';
import type { Database } from '../database.js';
import type { Server } from '../server.js';

export async function connect(server: Server, database: Database, user?: string): Promise<pg.Client> {
  const { PGHOST: host, PGPORT: port, PGUSER } = server.env;
  const client = new pg.Client({
    host,
    port: Number(port ?? 5432),
    user: user ?? PGUSER,
    database: database.name,
  });
  await client.connect();
  return client;
}
