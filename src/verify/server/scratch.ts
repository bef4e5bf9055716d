/**
 * The SQL runs as a role that is made for it, owns the scratch databases and may do nothing else. It logs in: a
 * session that only uses SET ROLE could reset it. The administrator makes roles and databases, and never connects to
 * one in which the SQL has run: settings and objects there are the SQL's.
 * https://www.postgresql.org/docs/current/role-attributes.html
 */
import { InputError } from '../../diagnostics/diagnostics.js';
import { rolesMadeIn } from '../sql/commands.js';
import type { Database } from '../engine/engine.js';
import { quoted } from '../sql/names.js';
import { split } from '../sql/split.js';
import type { Access, Entry } from './access.js';
import type { Login } from './connection.js';
import { extensionsToMake } from './extensions.js';

/** It cannot create roles or databases, bypass row-level security, or replicate. */
const ATTRIBUTES = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';

/** Settings for the SQL's sessions: endless output must not fill the disk. Errors are matched in English. */
const SETTINGS = ["lc_messages = 'C'", "temp_file_limit = '1GB'"];

export async function scratchAccess({
  administrator,
  connect,
  urlOf,
  run,
  sql,
  patience,
}: Entry): Promise<Access> {
  const login = `baseline_verify_${run}`;
  /** Roles of the SQL that were missing, and created. */
  const made: string[] = [];
  const command = async (...commands: readonly string[]): Promise<void> => {
    for (const one of commands) await administrator.query(one);
  };

  /** A role that the server has is used as it is; the login does not become a member. */
  const makeRole = async (_: Database | undefined, role: string): Promise<void> => {
    const there = await administrator.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (there.length > 0 || role.startsWith('pg_')) return;
    await command(`CREATE ROLE ${quoted(role)} NOLOGIN ${ATTRIBUTES}`);
    made.push(role);
    await command(`GRANT ${quoted(role)} TO ${login}`);
  };

  const end = async (): Promise<void> => {
    await command(...made.map((role) => `DROP ROLE ${quoted(role)}`), `DROP ROLE ${login}`);
  };

  /**
   * It may log in while `body` runs only: the SQL may change its role's password, and reveal it. Settings that the SQL
   * made for later sessions are reset.
   */
  const enter = async <T>(database: string, body: (login: Login) => Promise<T>): Promise<T> => {
    const password = crypto.randomUUID();
    await command(
      `ALTER ROLE ${login} RESET ALL`,
      `ALTER ROLE ${login} IN DATABASE ${database} RESET ALL`,
      `ALTER DATABASE ${database} RESET ALL`,
      ...SETTINGS.map((setting) => `ALTER DATABASE ${database} SET ${setting}`),
      // If verify itself crashes, the server still ends an endless statement.
      `ALTER DATABASE ${database} SET statement_timeout = ${2 * patience.query}`,
      `ALTER ROLE ${login} LOGIN PASSWORD '${password}'`,
    );
    try {
      return await body({ user: login, password });
    } finally {
      await command(`ALTER ROLE ${login} NOLOGIN PASSWORD NULL`);
    }
  };

  const extensions = await extensionsToMake(administrator, sql);
  await command(`CREATE ROLE ${login} NOLOGIN ${ATTRIBUTES}`);
  // The login may not create the roles that the SQL creates.
  for (const { text } of sql.flatMap((one) => split(one)))
    for (const role of rolesMadeIn(text)) await makeRole(undefined, role);

  return {
    superuser: false,
    owner: login,
    async prepare(database, empty) {
      await command(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
      if (!empty || extensions.length === 0) return;
      const session = await connect(database);
      for (const extension of extensions) await session.query(extension);
      await session.end();
    },
    connect: (database) =>
      enter(database, (as) => connect(database, as)).catch((error: Error) => notLetIn(error, login)),
    withUrl: (database, body) => enter(database, (as) => body(urlOf(database, as))),
    makeRole,
    async leave() {},
    end,
  };
}

function notLetIn(error: Error, login: string): never {
  throw new InputError(
    'verify/login',
    `The role that verify creates cannot log in to the server: ${error.message}`,
    {
      help:
        `Allow a role like ${login} to log in with a password (pg_hba.conf: scram-sha-256). ` +
        'Or, if the SQL may do anything on this server, use --trust: it then runs with the rights of the role in --server.',
    },
  );
}
