/** Roles that a dump names but does not create: they belong to the cluster that it comes from. */
import { attempt, type Database, type DatabaseError, type Engine } from './engine.js';
import { quoted } from '../sql/names.js';

/** A session in which the statements of a dump find the roles that they need. */
export interface Cast {
  /** Roles created because the dump names them. */
  readonly made: readonly string[];
  run(sql: string): Promise<DatabaseError | undefined>;
}

/** undefined_object, invalid_parameter_value (SET SESSION AUTHORIZATION). */
const NO_ROLE = new Set(['42704', '22023']);
const NOT_PERMITTED = '42501';

const ownedBy = (sql: string, role: string): boolean =>
  [role, quoted(role)].some((name) => sql.toUpperCase().endsWith(` OWNER TO ${name.toUpperCase()}`));

export async function makeRole(database: Database, role: string): Promise<void> {
  const there = await database.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (there.length === 0) await database.run(`CREATE ROLE ${quoted(role)}`);
}

/**
 * The role that the dump switched to may do more on its own server. Here it is a superuser for one statement, even
 * if it existed before; no other session sees that: one transaction restores the role, or is undone.
 */
const trusted = (sql: string, role: string, oneself: string): string =>
  [
    `SET SESSION AUTHORIZATION ${oneself}; ALTER ROLE ${role} SUPERUSER; SET SESSION AUTHORIZATION ${role}`,
    sql,
    `SET SESSION AUTHORIZATION ${oneself}; ALTER ROLE ${role} NOSUPERUSER; SET SESSION AUTHORIZATION ${role}`,
  ].join(';\n');

export async function castOf(engine: Engine, database: Database): Promise<Cast> {
  const made: string[] = [];
  const superusers = new Set<string>();
  const session = async (): Promise<string> =>
    (await database.query<{ name: string }>('SELECT quote_ident(session_user) AS name'))[0]!.name;
  const oneself = await session();
  /** The dump may have switched to another role; if `sql` fails, all of this is undone. */
  const asOneself = async (sql: string): Promise<string> =>
    `SET SESSION AUTHORIZATION ${oneself}; ${sql}; SET SESSION AUTHORIZATION ${await session()}`;

  return {
    made,
    async run(sql) {
      for (;;) {
        const error = await attempt(database, sql);
        if (error === undefined) return undefined;
        const missing = NO_ROLE.has(error.code)
          ? /^role "(.+)" does not exist/.exec(error.message)?.[1]
          : undefined;
        const denied = error.code === NOT_PERMITTED;
        const owner = made.find((role) => denied && !superusers.has(role) && ownedBy(sql, role));
        if (missing !== undefined && !made.includes(missing)) {
          if (engine.superuser) await database.run(await asOneself(`CREATE ROLE ${quoted(missing)}`));
          else await engine.makeRole(database, missing);
          made.push(missing);
        } else if (!engine.superuser) return error;
        else if (owner !== undefined) {
          // Only a superuser can own event triggers, foreign-data wrappers and subscriptions.
          await database.run(await asOneself(`ALTER ROLE ${quoted(owner)} SUPERUSER`));
          superusers.add(owner);
        } else if (denied && (await session()) !== oneself) {
          return attempt(database, trusted(sql, await session(), oneself));
        } else return error;
      }
    },
  };
}
