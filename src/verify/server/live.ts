/**
 * A live database, for reading only: one transaction that can write nothing, with one view of the data. The URL may name any role that
 * reads the catalogs.
 */
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Database, Row } from '../engine/engine.js';
import { connectorOf } from './connection.js';

export interface LiveDatabase {
  readonly host: string;
  /** Major version. */
  readonly version: number;
  readonly database: Database;
}

/** @throws InputError */
export async function openLive(url: string): Promise<LiveDatabase> {
  const { connect } = await connectorOf(url, () => Promise.resolve(), '-c jit=off');
  const session = await connect().catch((error: Error) => {
    throw new InputError('verify/server', `The server does not answer: ${error.message}`, {
      help: 'Use the form postgres://user:password@host:port/database.',
    });
  });
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [about] = await session.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::integer AS number`,
  );
  return {
    host: session.host,
    version: Math.floor(about!.number / 10_000),
    database: {
      async run(sql) {
        await session.query(sql);
      },
      async runAll(statements) {
        for (const sql of statements) await session.query(sql);
      },
      query: <R extends Row>(sql: string, parameters: readonly unknown[] = []) =>
        session.query<R>(sql, parameters),
      close: () => session.end(),
    },
  };
}

/** The values of the first column of a query over a table; undefined if there is no such table. */
export async function readTable(
  { database }: LiveDatabase,
  table: string,
  query: string,
): Promise<string[] | undefined> {
  const [found] = await database.query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [
    table,
  ]);
  if (!found?.name) return undefined;
  const rows = await database.query(query.replace('%s', () => found.name!));
  return rows.map((row) => String(Object.values(row)[0]));
}
