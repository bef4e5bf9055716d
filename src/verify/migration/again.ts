/** Whether a migration can run again: after it is through, and after a run outside a transaction that stopped. */
import { readSchema } from '../catalog/read.js';
import type { Schema } from '../catalog/schema.js';
import type { Database, Engine } from '../engine/engine.js';
import { drift } from '../fidelity/compare.js';
import type { Failure } from '../load/load.js';
import type { Statement } from '../sql/split.js';
import { type Losses, NO_LOSSES } from './base/losses.js';
import { readTables, type Tables } from './base/tables.js';
import type { AfterStop, MigrationProofInput, Rerun } from './result.js';
import { lostRows } from './rows/kept.js';
import { lostNumbers } from './rows/numbers.js';
import { type Snapshot, snapshot } from './rows/snapshot.js';
import { type MigrationFile, type MigrationRun, migrationStatements, runMigration } from './run.js';

/** The first run, and what was before and after it. */
export interface Ran {
  readonly first: MigrationRun;
  readonly catalogs: string;
  readonly migrated: Schema;
  /** Of OLD. */
  readonly tables: Tables['tables'];
  readonly rowsAfter: Snapshot;
  readonly losses: Losses;
}

/** Statements that failed before are left out. @returns undefined if nothing failed, and nothing changed */
export const secondRun = (
  { engine, migration }: MigrationProofInput,
  database: Database,
  ran: Ran,
): Promise<Rerun | undefined> =>
  judged(engine, database, ran, { before: ran.rowsAfter, losses: NO_LOSSES }, () =>
    runMigration(engine, database, migration, failing(ran)),
  );

const failing = ({ first }: Ran): Set<string> =>
  new Set(first.failures.map(({ statement }) => statement.text));

async function judged(
  engine: Engine,
  database: Database,
  { catalogs, migrated }: Ran,
  { before, losses }: { readonly before: Snapshot; readonly losses: Losses },
  run: () => Promise<{ readonly failures: readonly Failure[] }>,
): Promise<Rerun | undefined> {
  const { failures } = await run();
  const differences = drift(migrated, await readSchema(database, catalogs));
  const now = await snapshot(database, (await readTables(database, engine.version)).tables);
  const rows = await lostRows(database, before, now, losses);
  const sequences = lostNumbers(before, now, losses);
  const wrong = [failures, differences, rows, sequences].some((list) => list.length > 0);
  return wrong ? { failures, differences, rows, sequences } : undefined;
}

/** Places in a file at which a run is stopped. */
const STOPS = 3;

interface Stop {
  readonly statement: Statement;
  /** What has run until then. */
  readonly files: readonly MigrationFile[];
  /** Of the last file. */
  readonly statements: number;
}

/** A file in one transaction leaves nothing when it stops. */
function stopsOf({ engine, migration }: MigrationProofInput): Stop[] {
  return migration.flatMap((file, at) => {
    if (file.transaction) return [];
    const statements = migrationStatements(file.text, engine);
    const places = Array.from({ length: STOPS }, (_, n) =>
      Math.floor((statements.length * (n + 1)) / (STOPS + 1)),
    );
    return [...new Set(places)]
      .filter((place) => place > 0)
      .map((place) => ({
        statement: statements[place - 1]!,
        files: migration.slice(0, at + 1),
        statements: place,
      }));
  });
}

/** Keeps a copy of the database as it is before the migration. @returns the runs, for after the first one */
export async function prepareStops(
  input: MigrationProofInput,
  database: Database,
): Promise<(ran: Ran) => Promise<AfterStop[]>> {
  const { engine, migration } = input;
  const stops = stopsOf(input);
  if (stops.length === 0) return async () => [];
  const copy = await engine.create(database);
  return async (ran) => {
    const out: AfterStop[] = [];
    for (const { statement, files, statements } of stops) {
      const scratch = await engine.create(copy);
      // Sequences of a copy may be ahead, since PostgreSQL logs their numbers in advance.
      const before = await snapshot(scratch, ran.tables);
      const without = failing(ran);
      const rerun = await judged(engine, scratch, ran, { before, losses: ran.losses }, async () => {
        await runMigration(engine, scratch, files, without, statements);
        return runMigration(engine, scratch, migration, without);
      });
      await scratch.close();
      if (rerun) out.push({ statement, ...rerun });
    }
    await copy.close();
    return out;
  };
}
