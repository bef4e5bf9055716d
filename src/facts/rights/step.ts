/** One step on the way from what the application does to what runs with the owner's rights. */
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
  /** What runs, or is read or written: an object of the catalog by its position. */
  readonly at: number;
  readonly as: 'run' | 'read' | Event;
  /** Of an UPDATE, the columns; undefined: any. */
  readonly columns?: readonly string[] | undefined;
  /** It writes the defaults of these columns. */
  readonly defaults?: boolean;
  /** How it came to it, for people; empty where the step before tells. */
  readonly how: string;
  /** The action of a foreign key: the owner of the table does it, and no policy is asked from there on. */
  readonly isAction?: boolean;
}
