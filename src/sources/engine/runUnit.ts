/** Runs a part of a migration as its owner would: in one transaction, with the roles that it names. */
import { attempt, type Database, type DatabaseError, type Engine } from '../../verify/engine/engine.js';
import { castOf } from '../../verify/engine/roles.js';
import { type Failure, runStatements } from '../../verify/load/load.js';
import { quoted } from '../../verify/sql/names.js';
import type { Statement } from '../../verify/sql/split.js';
import { changesRows, type Unit } from './units.js';

export interface Session {
  readonly engine: Engine;
  readonly database: Database;
  /** The role that runs migrations; undefined for the session's own. */
  readonly owner: string | undefined;
  /** Roles that were created because the SQL names them. */
  readonly roles: Set<string>;
}

/** undefined_object, invalid_parameter_value. */
const NO_ROLE = new Set(['42704', '22023']);
const DUPLICATE = '42710';

const missingRole = ({ code, message }: DatabaseError): string | undefined =>
  NO_ROLE.has(code) ? /^role "(.+)" does not exist/.exec(message)?.[1] : undefined;

/** CREATE ROLE for one that an earlier statement needed. */
const isMade = ({ code, message }: DatabaseError, roles: ReadonlySet<string>): boolean =>
  code === DUPLICATE && roles.has(/^role "(.+)" already exists$/.exec(message)?.[1] ?? '');

export async function runUnit(unit: Unit, session: Session): Promise<Failure[]> {
  const failures = await (unit.inTransaction ? inTransaction : alone)(unit.statements, session);
  return failures.filter((failure) => !isMade(failure, session.roles));
}

/** The same again after each obstacle that is none on the server that the SQL is for: roles, and rows that are not here. */
async function inTransaction(statements: readonly Statement[], session: Session): Promise<Failure[]> {
  const { engine, database, roles } = session;
  let without = new Set<Statement>();
  const withoutRows = (): boolean => {
    const found = new Set(statements.filter(changesRows));
    const isNew = found.size > without.size;
    without = found;
    return isNew;
  };
  const oneself = await ownName(session);
  for (;;) {
    const restore = await begin(session, oneself);
    const failures = await runStatements(database, statements, without);
    const missing = failures
      .flatMap((failure) => missingRole(failure) ?? [])
      .filter((role) => !roles.has(role));
    const again =
      missing.length > 0 || (failures.some(({ statement }) => changesRows(statement)) && withoutRows());
    const atEnd = again ? undefined : await attempt(database, restore, 'COMMIT');
    if (again || atEnd) await database.run('ROLLBACK');
    await database.run('RESET SESSION AUTHORIZATION; RESET ALL');
    for (const role of new Set(missing)) {
      await engine.makeRole(database, role);
      roles.add(role);
    }
    if (again || (atEnd && withoutRows())) continue;
    // Deferred constraints are checked at the end.
    return atEnd ? [...failures, { statement: statements.at(-1)!, ...atEnd }] : failures;
  }
}

const ownName = async ({ database }: Session): Promise<string> =>
  (await database.query<{ name: string }>('SELECT quote_ident(session_user) AS name'))[0]!.name;

/**
 * Begins a transaction as the owner, who may do more on its own server: here it is a superuser until the end of the
 * transaction, which no other session sees.
 * @returns what gives the session its own role back
 */
async function begin({ database, owner }: Session, oneself: string): Promise<string> {
  await database.run('BEGIN');
  if (owner === undefined) return 'SELECT';
  const [role] = await database.query<{ may: boolean }>(
    'SELECT rolsuper AS may FROM pg_catalog.pg_roles WHERE rolname = $1',
    [owner],
  );
  const name = quoted(owner);
  const lift = role!.may ? ['', ''] : [`ALTER ROLE ${name} SUPERUSER; `, `; ALTER ROLE ${name} NOSUPERUSER`];
  await database.run(`${lift[0]}SET SESSION AUTHORIZATION ${name}`);
  return `SET SESSION AUTHORIZATION ${oneself}${lift[1]}`;
}

async function alone(statements: readonly Statement[], session: Session): Promise<Failure[]> {
  const { engine, database, owner, roles } = session;
  const failures: Failure[] = [];
  const cast = await castOf(engine, database);
  if (owner !== undefined) await database.run(`SET SESSION AUTHORIZATION ${quoted(owner)}`);
  for (const statement of statements) {
    const error = await cast.run(statement.text);
    if (error && !changesRows(statement)) failures.push({ statement, ...error });
  }
  for (const role of cast.made) roles.add(role);
  await database.run('RESET SESSION AUTHORIZATION');
  return failures;
}
