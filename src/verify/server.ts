/**
 * A server that the user named. Databases are made there, with names that nobody else has, and dropped; so are the roles
 * that the SQL names, where they were missing. No other database is looked at or changed. The one door to node-postgres.
 */
import type { Client } from 'pg';
import { InputError } from '../diagnostics.js';
import { type Database, type Engine, type Row, SCRATCH } from './engine.js';
import { quoted } from './names.js';

export interface ServerOptions {
  /** `postgres://user@host:port/postgres`, `postgres:///postgres?host=/run/postgresql`. */
  readonly url: string;
  /** May a role of this name have been made by the SQL? */
  readonly isNamed: (role: string) => boolean;
}

interface ServerDatabase extends Database {
  readonly name: string;
  disconnect(): Promise<void>;
}

const URL_HELP = 'Name it as postgres://user:password@host:port/postgres.';

type Connect = (database?: string) => Promise<Client>;

/** What belongs to the cluster and not to a database: who is there, and who is a member of whom. */
const CLUSTER = `
  SELECT ARRAY(SELECT rolname::text FROM pg_roles) AS roles,
         ARRAY(SELECT quote_ident(r.rolname) || ' FROM ' || quote_ident(m.rolname) FROM pg_auth_members a
           JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member) AS memberships`;

interface Cluster extends Row {
  readonly roles: readonly string[];
  readonly memberships: readonly string[];
}

export async function connectServer({ url, isNamed }: ServerOptions): Promise<Engine> {
  const connect = await connectorOf(url);
  const administrator = await connect();
  const cluster = async (): Promise<Cluster> => (await administrator.query<Cluster>(CLUSTER)).rows[0]!;
  const before = await cluster();
  const { rows: about } = await administrator.query<{ shown: string; number: number; may: boolean }>(
    `SELECT current_setting('server_version') AS shown, current_setting('server_version_num')::integer AS number,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS may`,
  );
  const { shown, number, may } = about[0]!;
  if (!may) {
    await administrator.end();
    throw new InputError('verify/server', 'The role that --server names is no superuser.', {
      help: 'Name one, of a server for tests: dumps have objects that only a superuser may make, and attacks take the part of others.',
    });
  }
  const run = `${process.pid.toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  const opened: ServerDatabase[] = [];

  return {
    name: `server at ${administrator.host || 'localhost'} (PostgreSQL ${shown.split(' ')[0]})`,
    version: Math.floor(number / 10_000),
    async create(from) {
      const name = `${SCRATCH}${run}_${opened.length + 1}`;
      // Nobody may be connected to what is copied.
      const template = from as ServerDatabase | undefined;
      await template?.disconnect();
      await administrator.query(
        template
          ? `CREATE DATABASE ${name} TEMPLATE ${template.name}`
          : `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`,
      );
      const database = databaseOf(name, connect, administrator);
      opened.push(database);
      return database;
    },
    async close() {
      for (const database of opened) await database.close();
      await dropRoles(administrator, before, await cluster(), isNamed);
      await administrator.end();
    },
  };
}

async function connectorOf(url: string): Promise<Connect> {
  const { Client: Session, types: usual } = (await import('pg')).default;
  // As PGlite reads them: what is counted here fits into a number.
  const types = {
    getTypeParser: ((oid, format) =>
      oid === usual.builtins.INT8 ? Number : usual.getTypeParser(oid, format)) as typeof usual.getTypeParser,
  };
  const [, server = '', path = '', options = ''] = /^([a-z]+:\/\/[^/?]*)(\/[^?]*)?(\?.*)?$/i.exec(url) ?? [];
  if (!/^postgres(?:ql)?:/i.test(server)) {
    throw new InputError('verify/server', `--server is ${url}, which names no PostgreSQL.`, {
      help: URL_HELP,
    });
  }
  return async (database) => {
    // The catalogs are read by a few large queries, which take longer to compile than to run.
    const where = database ?? (path.length > 1 ? path.slice(1) : 'postgres');
    const client = new Session({
      connectionString: `${server}/${where}${options}`,
      options: '-c jit=off',
      types,
    });
    // A connection that breaks is reported by the query that needs it.
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (error) {
      throw new InputError('verify/server', `The server does not answer: ${(error as Error).message}`, {
        help: URL_HELP,
      });
    }
    return client;
  };
}

function databaseOf(name: string, connect: Connect, administrator: Client): ServerDatabase {
  let session: Client | undefined;
  let dropped = false;
  const connected = async (): Promise<Client> => (session ??= await connectTo());
  const connectTo = async (): Promise<Client> => connect(name);
  const disconnect = async (): Promise<void> => {
    await session?.end();
    session = undefined;
  };
  return {
    name,
    disconnect,
    async run(sql) {
      await (await connected()).query(sql);
    },
    async query<R extends Row>(sql: string, parameters: readonly unknown[] = []) {
      return (await (await connected()).query<R>(sql, [...parameters])).rows;
    },
    async close() {
      if (dropped) return;
      await dropSubscriptions(await connected());
      await disconnect();
      await administrator.query(`DROP DATABASE ${name}`);
      dropped = true;
    },
  };
}

/** A database cannot be dropped while it has subscriptions, nor they while they have a slot on a publisher. */
async function dropSubscriptions(session: Client): Promise<void> {
  await session.query('ROLLBACK; RESET SESSION AUTHORIZATION');
  const { rows } = await session.query<{ name: string }>(
    `SELECT quote_ident(subname) AS name FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
     WHERE d.datname = current_database() AND has_table_privilege('pg_subscription', 'SELECT')`,
  );
  for (const { name } of rows) {
    await session.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await session.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await session.query(`DROP SUBSCRIPTION ${name}`);
  }
}

/** Only what was not there before, and only what the SQL can have made: others may make roles meanwhile. */
async function dropRoles(
  administrator: Client,
  before: Cluster,
  after: Cluster,
  isNamed: (role: string) => boolean,
): Promise<void> {
  const made = after.roles.filter(
    (role) => !before.roles.includes(role) && (isNamed(role) || role.startsWith(SCRATCH)),
  );
  const gone = new Set(made.map(quoted));
  for (const membership of after.memberships.filter((one) => !before.memberships.includes(one))) {
    const [role = '', member = ''] = membership.split(' FROM ');
    const ours = gone.has(quoted(role)) || gone.has(quoted(member)) || (isNamed(role) && isNamed(member));
    if (ours) await administrator.query(`REVOKE ${membership}`);
  }
  for (const role of made) {
    // Somebody else may have given it something in another database meanwhile: then it is theirs.
    await administrator.query(`DROP ROLE IF EXISTS ${quoted(role)}`).catch(() => {});
  }
}
