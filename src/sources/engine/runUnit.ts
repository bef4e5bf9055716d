/** Runs a part of a migration as its owner would, with the roles that it names. */
import { attempt, type Database, type DatabaseError, type Engine } from '../../verify/engine/engine.js';
import { type Cast, castOf } from '../../verify/engine/roles.js';
import { batchesOf, type Failure, stoppedIn } from '../../verify/load/load.js';
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

const DUPLICATE = '42710';

/** CREATE ROLE for one that an earlier statement needed. */
const isMade = ({ code, message }: DatabaseError, roles: ReadonlySet<string>): boolean =>
  code === DUPLICATE && roles.has(/^role "(.+)" already exists$/.exec(message)?.[1] ?? '');

export async function runUnit(unit: Unit, session: Session): Promise<Failure[]> {
  const failures = await (unit.inTransaction ? inTransaction : alone)(unit.statements, session);
  return failures.filter((failure) => !isMade(failure, session.roles));
}

/** Once more without changes of rows if those fail: the rows that they refer to may be on the real server only. */
async function inTransaction(statements: readonly Statement[], session: Session): Promise<Failure[]> {
  let first = await transaction(statements, session);
  // A session may not see a role that another one has made before its next transaction.
  while (first.lacksRoles) first = await transaction(statements, session);
  const others = statements.filter((statement) => !changesRows(statement));
  const ofRows = first.atEnd || first.failures.some(({ statement }) => changesRows(statement));
  if (!ofRows || others.length === statements.length) return committed(first, statements);
  return committed(await transaction(others, session), others);
}

interface Ran {
  readonly failures: readonly Failure[];
  /** Deferred constraints are checked at COMMIT. */
  readonly atEnd: DatabaseError | undefined;
  /** Statements missed a role that was made for them. */
  readonly lacksRoles: boolean;
}

const committed = ({ failures, atEnd }: Ran, statements: readonly Statement[]): Failure[] =>
  atEnd ? [...failures, { statement: statements.at(-1)!, ...atEnd }] : [...failures];

async function transaction(statements: readonly Statement[], session: Session): Promise<Ran> {
  const { engine, database, owner, roles } = session;
  await database.run('BEGIN');
  const cast = await castOf(engine, withSavepoints(database));
  const restore = owner === undefined ? 'SELECT' : await become(owner, database);
  const failures: Failure[] = [];
  for (const batch of batchesOf(statements)) failures.push(...(await runBatch(batch, database, cast)));
  const isMissing = (role: string): boolean =>
    failures.some(({ message }) => message === `role "${role}" does not exist`);
  const lacksRoles = !engine.superuser && cast.made.some(isMissing);
  const undone = lacksRoles || failures.some(({ statement }) => changesRows(statement));
  const atEnd = undone ? undefined : await attempt(database, restore, 'COMMIT');
  if (undone || atEnd) await database.run('ROLLBACK');
  for (const role of cast.made) roles.add(role);
  await database.run('RESET SESSION AUTHORIZATION; RESET ALL');
  return { failures, atEnd, lacksRoles };
}

async function runBatch(batch: readonly Statement[], database: Database, cast: Cast): Promise<Failure[]> {
  const careful = withSavepoints(database);
  const texts = batch.map(({ text }) => text);
  if (!(await stoppedIn(batch, 'baseline', () => attempt(careful, ...texts)))) return [];
  const failures: Failure[] = [];
  for (const statement of batch) {
    const error = await stoppedIn([statement], 'baseline', () => cast.run(statement.text));
    if (error) failures.push({ statement, ...error });
  }
  return failures;
}

/** In a transaction, statements that fail are undone alone. */
const withSavepoints = (database: Database): Database => ({
  ...database,
  async runAll(statements) {
    await database.run('SAVEPOINT statement');
    try {
      await database.runAll(statements);
    } catch (error) {
      await database.run('ROLLBACK TO SAVEPOINT statement; RELEASE SAVEPOINT statement');
      throw error;
    }
    await database.run('RELEASE SAVEPOINT statement');
  },
});

/**
 * On its own server, the owner may do more. Here it is a superuser until the end of the transaction, which no other
 * session sees.
 * @returns what ends that
 */
async function become(owner: string, database: Database): Promise<string> {
  const [own] = await database.query<{ name: string; may: boolean }>(
    `SELECT quote_ident(session_user) AS name, rolsuper AS may FROM pg_catalog.pg_roles WHERE rolname = $1`,
    [owner],
  );
  const name = quoted(owner);
  const { name: oneself, may } = own!;
  await database.run(`${may ? '' : `ALTER ROLE ${name} SUPERUSER; `}SET SESSION AUTHORIZATION ${name}`);
  return `SET SESSION AUTHORIZATION ${oneself}${may ? '' : `; ALTER ROLE ${name} NOSUPERUSER`}`;
}

async function alone(statements: readonly Statement[], session: Session): Promise<Failure[]> {
  const { engine, database, owner, roles } = session;
  const failures: Failure[] = [];
  const cast = await castOf(engine, database);
  // Outside of a transaction, only a role that was made here may become more than it is.
  const isOurs = owner !== undefined && roles.has(owner);
  if (isOurs) await database.run(`ALTER ROLE ${quoted(owner)} SUPERUSER`);
  if (owner !== undefined) await database.run(`SET SESSION AUTHORIZATION ${quoted(owner)}`);
  for (const statement of statements) {
    const error = await stoppedIn([statement], 'baseline', () => cast.run(statement.text));
    if (error && !changesRows(statement)) failures.push({ statement, ...error });
  }
  for (const role of cast.made) roles.add(role);
  await database.run('RESET SESSION AUTHORIZATION');
  if (isOurs) await database.run(`ALTER ROLE ${quoted(owner)} NOSUPERUSER`);
  return failures;
}
