/** What the proof of a migration takes, and what it finds. */
import type { Engine } from '../engine/engine.js';
import type { Difference } from '../fidelity/compare.js';
import type { NotRun } from '../load/limits.js';
import type { Failure } from '../load/load.js';
import type { Statement } from '../sql/split.js';
import type { RowProblem } from './rows/difference.js';
import type { MigrationFile } from './run.js';

/** A schema as text: a dump runs as psql runs it, the texts of a baseline as a runner does. */
export type Source = { readonly dump: string } | { readonly baseline: readonly string[] };

export interface MigrationProofInput {
  readonly engine: Engine;
  readonly old: Source;
  readonly new: Source;
  readonly migration: readonly MigrationFile[];
  /** Tables and columns that may go, as quote_ident writes them: `clinic.patient`, `clinic.patient.notes`. */
  readonly mayLose?: readonly string[];
  readonly renames?: readonly { readonly from: string; readonly to: string }[];
  /** Tables that must have had rows, besides those whose schema differs. */
  readonly touched?: readonly string[];
  /** False: the role that runs the migration owns what it makes. */
  readonly owners?: boolean;
  readonly privileges?: boolean;
  /**
   * One row in each table, which belong together, and which NEW need not accept: the migration fills its new columns. The
   * statements change them before, without triggers and foreign keys.
   */
  readonly related?: readonly string[];
  /** Relations of OLD that the migration leaves as they are, although NEW has none. */
  readonly apart?: readonly string[];
  /** Reports progress. */
  readonly say?: (what: string) => void;
}

export interface FailureOf extends Failure {
  readonly of: 'old' | 'new' | 'migration';
}

/** What a run did that should have changed nothing, or should have ended as another one. */
export interface Rerun {
  readonly failures: readonly Failure[];
  readonly differences: readonly Difference[];
  readonly rows: readonly RowProblem[];
  readonly sequences: readonly string[];
}

export interface AfterStop extends Rerun {
  /** The last statement before the stop. */
  readonly statement: Statement;
}

export interface EmptyTable {
  readonly table: string;
  readonly reason: string;
  /** The migration changes it, and nothing shows what becomes of its rows. */
  readonly touched: boolean;
  /** One row is not enough for it. */
  readonly isExcused?: boolean;
}

export interface MigrationProof {
  readonly verdict: 'proven' | 'unproven';
  readonly engine: string;
  readonly differences: readonly Difference[];
  readonly failures: readonly FailureOf[];
  /** What the second run did. */
  readonly notTwice: Rerun | undefined;
  /** Runs after one that stopped, if they did not end as the first one did. */
  readonly afterStops: readonly AfterStop[];
  readonly rows: readonly RowProblem[];
  /** Sentences about sequences. */
  readonly sequences: readonly string[];
  /** Materialized views that had rows and have none. */
  readonly unpopulated: readonly string[];
  readonly counts: { readonly tables: number; readonly rows: number };
  readonly empty: readonly EmptyTable[];
  readonly notRun: readonly NotRun[];
  /** Tables whose columns are in another order than in NEW. */
  readonly orders: readonly string[];
  readonly milliseconds: number;
}

export type Found = Omit<MigrationProof, 'milliseconds'>;
