/** Runs the files of a project one after the other, as its runner does, and says where one fails. */
import { attempt, type Database, type Engine } from '../engine/engine.js';
import { leftOut } from '../engine/rules.js';
import { split, type Statement } from '../sql/split.js';
import { limitsOf, type NotRun } from './limits.js';
import { type Failure, runStatements } from './load.js';

export interface Script {
  /** As the user would name it. */
  readonly name: string;
  readonly text: string;
  /** It runs outside of a transaction. */
  readonly alone: boolean;
}

export interface ScriptFailure extends Failure {
  readonly name: string;
}

export interface Applied {
  /** Statements that are wrong: those of the first file that has any, for later ones may fail because of it. */
  readonly failures: readonly ScriptFailure[];
  /** Statements that the engine cannot run. */
  readonly notRun: readonly (NotRun & { readonly name: string })[];
}

/** Rows of a migration are part of it, but no rows that COPY reads from the file. */
const statementsOf = ({ text }: Script, { superuser }: Engine): Statement[] =>
  split(text).filter(({ text: sql }) => {
    const why = leftOut(sql, 'baseline', superuser);
    return why === undefined || (why === 'data' && !/^COPY\b/i.test(sql));
  });

const roleIn = ({ code, message }: Failure): string | undefined =>
  code === '42704' ? /^role "(.+)" does not exist$/.exec(message)?.[1] : undefined;

async function runAlone(database: Database, statements: readonly Statement[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const statement of statements) {
    const error = await attempt(database, statement.text);
    if (error) failures.push({ statement, ...error });
  }
  await database.run('RESET ALL');
  return failures;
}

/** A role that the files expect belongs to the cluster: it is made, and the file runs again. */
async function runScript(
  engine: Engine,
  database: Database,
  statements: readonly Statement[],
  alone: boolean,
): Promise<Failure[]> {
  if (alone) return runAlone(database, statements);
  const made = new Set<string>();
  for (;;) {
    await database.run('BEGIN');
    const failures = await runStatements(database, statements);
    const roles = failures.flatMap((one) => roleIn(one) ?? []).filter((role) => !made.has(role));
    if (roles.length > 0) {
      await database.run('ROLLBACK; RESET ALL');
      for (const role of new Set(roles)) {
        await engine.makeRole(database, role);
        made.add(role);
      }
      continue;
    }
    const error = await attempt(database, 'COMMIT');
    await database.run('RESET ALL');
    const last = statements.at(-1);
    // Deferred constraints are checked at COMMIT.
    return error && last ? [...failures, { statement: last, ...error }] : failures;
  }
}

export async function applyScripts(
  engine: Engine,
  database: Database,
  scripts: readonly Script[],
): Promise<Applied> {
  const statements: Statement[] = [];
  const failed: ScriptFailure[] = [];
  const nameOf = new Map<Failure['statement'], string>();
  for (const script of scripts) {
    const its = statementsOf(script, engine);
    for (const one of its) nameOf.set(one, script.name);
    const failures = await runScript(engine, database, its, script.alone);
    statements.push(...its);
    failed.push(...failures.map((one) => ({ ...one, name: script.name })));
    const { failures: wrong } = judged(statements, failed, engine);
    if (wrong.length > 0) break;
  }
  const { failures, notRun } = judged(statements, failed, engine);
  const named = <T extends Failure>(one: T) => ({ ...one, name: nameOf.get(one.statement)! });
  return { failures: failures.map(named), notRun: notRun.map(named) };
}

const judged = (statements: readonly Statement[], failures: readonly Failure[], { superuser }: Engine) =>
  limitsOf({ statements: [], failures: [] }, { statements, failures }, superuser);
