/** Runs the files of a migration as a runner does. */
import { attempt, type Database, type Engine } from '../engine/engine.js';
import { leftOut } from '../engine/rules.js';
import { type Failure, runWhole } from '../load/load.js';
import { split, type Statement } from '../sql/split.js';

export interface MigrationFile {
  readonly name?: string;
  readonly text: string;
  /** False: each statement by itself, outside a transaction. */
  readonly transaction: boolean;
}

/** Rows that a migration writes belong to it, unlike those of a dump. */
const WRITES = /^(?:INSERT\s+INTO\b|SELECT\s+(?:pg_catalog\.)?setval\s*\()/i;

export const migrationStatements = (text: string, { superuser }: Engine): Statement[] =>
  split(text).filter(
    ({ text: sql }) => WRITES.test(sql) || leftOut(sql, 'baseline', superuser) === undefined,
  );

export interface MigrationRun {
  readonly statements: readonly Statement[];
  readonly failures: readonly Failure[];
}

/**
 * @param without texts of statements that are known to fail
 * @param most statements of the last file
 */
export async function runMigration(
  engine: Engine,
  database: Database,
  files: readonly MigrationFile[],
  without: ReadonlySet<string> = new Set(),
  most: number = Infinity,
): Promise<MigrationRun> {
  const all: Statement[] = [];
  const failures: Failure[] = [];
  for (const file of files) {
    const { text, transaction } = file;
    const own = migrationStatements(text, engine).slice(0, file === files.at(-1) ? most : Infinity);
    const statements = own.filter((one) => !without.has(one.text));
    all.push(...statements);
    failures.push(...(await (transaction ? runWhole(database, statements) : runEach(database, statements))));
  }
  return { statements: all, failures };
}

async function runEach(database: Database, statements: readonly Statement[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const statement of statements) {
    const error = await attempt(database, statement.text);
    if (error) failures.push({ statement, ...error });
  }
  await database.run('RESET ALL');
  return failures;
}
