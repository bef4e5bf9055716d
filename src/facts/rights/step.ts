/** One step from an application's statement to code that runs with the owner's rights. */
import type { Write } from '../routines/bodies.js';

export type Event = 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE';

export const EVENTS: Readonly<Record<Write['verb'], readonly Event[]>> = {
  INSERT: ['INSERT'],
  UPDATE: ['UPDATE'],
  DELETE: ['DELETE'],
  TRUNCATE: ['TRUNCATE'],
  MERGE: ['INSERT', 'UPDATE', 'DELETE'],
};

export interface Step {
  /** Position of the object that runs, is read or is written. */
  readonly at: number;
  readonly as: 'run' | 'read' | Event;
  /** The columns that an UPDATE writes; undefined: any. */
  readonly columns?: readonly string[] | undefined;
  /** True where it writes the columns' defaults. */
  readonly defaults?: boolean;
  /** The cause, for people; empty where the previous step shows it. */
  readonly how: string;
  /** True for a foreign key action: it runs as the table's owner, and no policies apply from there on. */
  readonly isAction?: boolean;
}
