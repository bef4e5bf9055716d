/**
 * A server that the user named. Databases with unique names are created there and dropped; so are the roles that the
 * SQL names, if they were missing. No other database is read or changed, and no role of the server altered.
 */
import { InputError } from '../../diagnostics/diagnostics.js';
import { type Database, type Engine, type Patience, type Row, SCRATCH, Stopped } from '../engine/engine.js';
import type { Access, ServerOptions } from './access.js';
import { connectorOf, type Limit, type Session } from './connection.js';
import { scratchAccess } from './scratch.js';
import { trustedAccess } from './trusted.js';

interface ServerDatabase extends Database {
  readonly name: string;
  disconnect(): Promise<void>;
}

interface About extends Row {
  readonly shown: string;
  readonly number: number;
  readonly may: boolean;
}

export async function connectServer(options: ServerOptions): Promise<Engine> {
  const { url, trust, patience } = options;
  let interrupting: Session | undefined;
  const { connect, urlOf } = await connectorOf(url, async (what, { pid }) => {
    await interrupting!.query(`SELECT pg_${what}_backend($1)`, [pid]);
  });
  const administrator = await connect().catch((error: Error) => {
    throw new InputError('verify/server', `The server does not answer: ${error.message}`, {
      help: 'Use the form postgres://user:password@host:port/postgres.',
    });
  });
  interrupting = administrator;
  const [about] = await administrator.query<About>(
    `SELECT current_setting('server_version') AS shown, current_setting('server_version_num')::integer AS number,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS may`,
  );
  const { shown, number, may } = about!;
  if (!may) {
    await administrator.end();
    throw new InputError('verify/server', 'The role in --server is not a superuser.', {
      help: 'Name a superuser of a test server: it creates the scratch databases and the role that runs the SQL.',
    });
  }
  const run = `${process.pid.toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  const access = await (trust ? trustedAccess : scratchAccess)({
    ...options,
    administrator,
    connect,
    urlOf,
    run,
  });
  const opened: ServerDatabase[] = [];

  return {
    name: `server at ${administrator.host} (PostgreSQL ${shown.split(' ')[0]})`,
    version: Math.floor(number / 10_000),
    superuser: access.superuser,
    async create(from) {
      const name = `${SCRATCH}${run}_${opened.length + 1}`;
      // A template must have no connections.
      const template = from as ServerDatabase | undefined;
      await template?.disconnect();
      const source = template?.name ?? `template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`;
      await administrator.query(`CREATE DATABASE ${name} OWNER ${access.owner} TEMPLATE ${source}`);
      const database = databaseOf(name, access, administrator, patience);
      opened.push(database);
      await access.prepare(name, template === undefined);
      return database;
    },
    makeRole: access.makeRole,
    async dump(database, flags, pgDump) {
      const { name, disconnect } = database as ServerDatabase;
      await disconnect();
      return access.withUrl(name, (place) => pgDump(place, flags));
    },
    async close() {
      for (const database of opened) await database.close();
      await access.end();
      await administrator.end();
    },
  };
}

function databaseOf(
  name: string,
  access: Access,
  administrator: Session,
  patience: Patience,
): ServerDatabase {
  let session: Session | undefined;
  let dropped = false;
  const connected = async (): Promise<Session> => (session ??= await access.connect(name));
  const disconnect = async (): Promise<void> => {
    await session?.end();
    session = undefined;
  };
  const one: Limit = { milliseconds: patience.statement, cancels: 1 };
  const many: Limit = { milliseconds: patience.query, cancels: 12 };
  return {
    name,
    disconnect,
    async run(sql) {
      await (await connected()).query(sql, [], many);
    },
    async runAll(statements) {
      for (const [at, sql] of statements.entries()) {
        try {
          await (await connected()).query(sql, [], one);
        } catch (error) {
          throw error instanceof Stopped ? new Stopped(error.message, at) : error;
        }
      }
    },
    async query<R extends Row>(sql: string, parameters: readonly unknown[] = []) {
      return (await connected()).query<R>(sql, parameters, many);
    },
    async close() {
      if (dropped) return;
      await disconnect();
      await access.leave(name);
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
      dropped = true;
    },
  };
}
