/** The roles that a dump names, and does not make: they belong to the cluster that it comes from. */
import { attempt, type Database, type DatabaseError, type Engine } from './engine.js';
import { quoted } from '../sql/names.js';

/** A session in which the statements of a dump find the roles that they need. */
export interface Cast {
  /** Made because the dump names them. */
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
 * Whose part the dump took may do more where it was dumped. It may here, too, for a moment that nobody else sees, even where the
 * role was there before: a script is one transaction, and at its end the role is as it was, or the whole of it is undone.
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
  /** The dump may have taken the part of another role; if it fails, all of this is undone. */
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
          // Event triggers, foreign-data wrappers and subscriptions can only be owned by a superuser.
          await database.run(await asOneself(`ALTER ROLE ${quoted(owner)} SUPERUSER`));
          superusers.add(owner);
        } else if (denied && (await session()) !== oneself) {
          return attempt(database, trusted(sql, await session(), oneself));
        } else return error;
      }
    },
  };
}
