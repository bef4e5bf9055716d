/**
 * Attacks that never ended, or broke the engine: the session is lost, and all attacks start again on another one,
 * without these. A server cancels what takes too long; PGlite cannot, and loses its session to a loop.
 */
import { type Database, Stopped } from '../../engine/engine.js';

export interface Lost {
  /** With its role and settings. */
  readonly statement: string;
  readonly why: string;
}

/** By the routine that it calls, otherwise by the statement. */
export type LostAttacks = ReadonlyMap<string, Lost>;

/** A database in which attacks are tried. */
export interface Battlefield extends Database {
  readonly lost?: LostAttacks;
}

/** Attacks left out, one after the other, before the result says that the attacks could not be completed. */
export const MOST_LOST = 5;

/** An attack, and the key by which it is left out once it is lost. */
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
 * Runs a query that reports which of its statements it is running.
 * @param attacks in the order in which it runs them, counted from 1
 * @throws AttackStopped with the attack that lost the session
 */
export async function namingTheLast<T>(
  attacks: readonly Named[],
  body: (mark: string) => Promise<T>,
): Promise<T> {
  try {
    // Random, because statements may raise messages of their own.
    return await body(crypto.randomUUID());
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const { key, statement } = attacks[Math.max(error.at, 1) - 1]!;
    throw new AttackStopped(key, { statement, why: error.message });
  }
}
