/**
 * Loads SQL into a scratch database and reads it back as pg_dump writes it: what a dump and migrations, or migrations
 * alone, come to. Only databases that are made here are changed.
 */
import { type Diagnostic, InputError } from '../../diagnostics/diagnostics.js';
import { loadGrammar } from '../../grammar.js';
import { noiseOf } from '../../parse/noise.js';
import { type Database, type Engine, Stopped } from '../../verify/engine/engine.js';
import { openEngine } from '../../verify/engines.js';
import { NO_SUBSCRIPTIONS } from '../../verify/engine/gaps.js';
import { limitsOf } from '../../verify/load/limits.js';
import { type Failure, loadDump, StoppedAt } from '../../verify/load/load.js';
import type { Statement } from '../../verify/sql/split.js';
import { mainOwner, ownersOf, withoutOwner } from './owner.js';
import { pgDumpOnPath } from './pgDump.js';
import type { Failed, Loaded, LoadOptions, SqlText, StatementOf } from './loaded.js';
import { runUnit, type Session } from './runUnit.js';
import { changesRows, unitsOf } from './units.js';

/** @throws InputError if the engine cannot start, or a statement breaks it */
export async function throughEngine(
  texts: readonly SqlText[],
  { engine: options, opened, env = {}, say = () => {} }: LoadOptions = {},
): Promise<Loaded> {
  const diagnostics: Diagnostic[] = [];
  const quiet: SqlText[] = [];
  for (const one of texts) quiet.push(await withoutNoise(one, diagnostics));
  const owner = mainOwner(quiet);
  const named = ownersOf(quiet);
  if (!opened) say('Starting PostgreSQL');
  const engine = opened ?? (await openEngine(options, ...quiet.map(({ text }) => text)));
  let database: Database | undefined;
  try {
    database = await engine.create();
    const owners = engine.superuser && named.size > 0;
    const session = {
      engine,
      database,
      owner: engine.superuser ? owner : undefined,
      roles: new Set<string>(),
    };
    const ran = new Ran();
    for (const text of quiet) {
      say(`Loading ${text.file ?? 'the SQL'}`);
      await load(text, session, ran);
    }
    say('Reading the schema back');
    const flags = ['--schema-only', ...(owners ? [] : ['--no-owner'])];
    const oneself = await ownName(database);
    const sql = await readBack(engine, database, flags, env);
    return {
      sql: owners && !named.has(oneself) ? withoutOwner(sql, oneself) : sql,
      ...ran.judged(engine),
      data: ran.data,
      owners,
      roles: [...session.roles],
      engine: engine.name,
      version: engine.version,
      diagnostics,
    };
  } finally {
    await (opened ? database?.close() : engine.close());
  }
}

/** A dump may contain messages of programs, which convert also leaves out. */
async function withoutNoise(text: SqlText, diagnostics: Diagnostic[]): Promise<SqlText> {
  if (text.form !== 'dump') return text;
  await loadGrammar();
  const found = noiseOf(text.text, text.file);
  diagnostics.push(...found.diagnostics);
  return { ...text, text: found.quiet };
}

/** What has run so far. */
class Ran {
  readonly data: StatementOf[] = [];
  private readonly statements: StatementOf[] = [];
  private readonly failures: Failure[] = [];
  private readonly origin = new Map<Statement, StatementOf>();

  add({ file, form }: SqlText, statements: readonly Statement[], failures: readonly Failure[]): void {
    for (const statement of statements) {
      const from = file === undefined ? statement : { ...statement, file };
      this.origin.set(statement, from);
      this.statements.push(from);
      if (form === 'migration' && changesRows(statement)) this.data.push(from);
    }
    this.failures.push(...failures);
  }

  /** Gaps of the engine, and mistakes. */
  judged({ superuser }: Engine): Pick<Loaded, 'notRun' | 'failures'> {
    const ran = { statements: this.statements, failures: this.failures };
    const limits = limitsOf(ran, { statements: [], failures: [] }, superuser);
    const placed = <F extends Failed>(one: F): F => ({
      ...one,
      statement: this.origin.get(one.statement) ?? one.statement,
    });
    return { notRun: limits.notRunOfDump.map(placed), failures: limits.unjudged.map(placed) };
  }
}

async function load(text: SqlText, session: Session, ran: Ran): Promise<void> {
  const { engine, database, owner, roles } = session;
  try {
    if (text.form === 'dump') {
      const loaded = await loadDump(engine, database, text.text);
      ran.add(text, loaded.statements, loaded.failures);
      for (const role of loaded.roles) roles.add(role);
      return;
    }
    if (owner !== undefined) await makeOwner(owner, session);
    const { units, withheld } = unitsOf(text, engine.superuser);
    ran.add(
      text,
      withheld,
      withheld.map((statement) => ({ statement, ...NO_SUBSCRIPTIONS })),
    );
    for (const unit of units) ran.add(text, unit.statements, await runUnit(unit, session));
  } catch (error) {
    throw stopped(error, text);
  }
}

const ownName = async (database: Database): Promise<string> =>
  (await database.query<{ name: string }>('SELECT session_user::text AS name'))[0]!.name;

/** Makes the role that runs migrations, unless the SQL before them has. */
async function makeOwner(owner: string, { engine, database, roles }: Session): Promise<void> {
  const role = 'SELECT FROM pg_catalog.pg_roles WHERE rolname = $1';
  if ((await database.query(role, [owner])).length > 0) return;
  await engine.makeRole(database, owner);
  roles.add(owner);
}

function stopped(error: unknown, { file, text }: SqlText): unknown {
  if (!(error instanceof Stopped || error instanceof StoppedAt)) return error;
  const line = error instanceof StoppedAt ? error.statement.line : 0;
  const place = { ...(file === undefined ? {} : { file }), line, column: 1 };
  return new InputError('source/stopped', `PostgreSQL did not get past a statement: ${error.message}`, {
    help: 'Take the statement out of the file and try again, or name a server with --server.',
    ...(line > 0 && { place, text }),
  });
}

async function readBack(
  engine: Engine,
  database: Database,
  flags: readonly string[],
  env: NonNullable<LoadOptions['env']>,
): Promise<string> {
  try {
    return await engine.dump(
      database,
      flags,
      async (url, given) => (await pgDumpOnPath(url, given, env)).text,
    );
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw new InputError('source/pg-dump', `pg_dump cannot read the schema back: ${error.message}`, {
      help: 'Name a server with --server: its pg_dump reads the schema then.',
    });
  }
}
