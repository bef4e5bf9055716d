/**
 * Attacks that never ended, or broke the engine: the session is lost, and all attacks begin anew on another, without these. A
 * server cancels what takes too long; only PGlite, which cannot, loses its session to a loop.
 */
import { type Database, Stopped } from '../../engine/engine.js';

export interface Lost {
  /** With who runs it under which settings. */
  readonly statement: string;
  readonly why: string;
}

/** By the routine that it calls, or else by the statement. */
export type LostAttacks = ReadonlyMap<string, Lost>;

/** A database in which attacks are tried. */
export interface Battlefield extends Database {
  readonly lost?: LostAttacks;
}

/** So many are left out, one after the other; then it is said that the attacks could not be tried to the end. */
export const MOST_LOST = 5;

/** An attack, as it is named where it is lost. */
interface Named {
  readonly key: string;
  readonly statement: string;
}

export class AttackStopped extends Stopped {
  constructor(
    readonly key: string,
    readonly lost: Lost,
  ) {
    super(`${lost.statement}: ${lost.why}`);
  }
}

/**
 * Runs a query that says which of the statements it has come to.
 * @param attacks in the order in which it runs them, counted from 1
 * @throws AttackStopped with the one that lost the session
 */
export async function namingTheLast<T>(
  attacks: readonly Named[],
  body: (mark: string) => Promise<T>,
): Promise<T> {
  try {
    // Not to be guessed: statements may raise messages of their own.
    return await body(crypto.randomUUID());
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const { key, statement } = attacks[Math.max(error.at, 1) - 1]!;
    throw new AttackStopped(key, { statement, why: error.message });
  }
}
