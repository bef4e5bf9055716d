/** Lock modes of tables, and what else a statement does to them. https://www.postgresql.org/docs/current/explicit-locking.html */

/** From the weakest; ACCESS SHARE, which every query takes, is not here. */
export const MODES = [
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export type Mode = (typeof MODES)[number];

/** From the shortest: rows are changed one by one, the table is read whole, its files are written anew. */
export const EFFECTS = ['none', 'rows', 'scan', 'rewrite'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface Lock {
  /** As PostgreSQL quotes it. */
  readonly relation: string;
  readonly mode: Mode;
  readonly effect: Effect;
  /** The statement also takes the lock on all partitions and children. */
  readonly children?: true;
}

const stronger = <One>(all: readonly One[], a: One, b: One): One =>
  all.indexOf(a) >= all.indexOf(b) ? a : b;

/** Both locks as one: a transaction keeps them until its end. */
const joined = (a: Lock, b: Lock): Lock => ({
  relation: a.relation,
  mode: stronger(MODES, a.mode, b.mode),
  effect: stronger(EFFECTS, a.effect, b.effect),
  ...(a.children || b.children ? { children: true } : {}),
});

/**
 * One lock for each relation, the strongest, by name.
 * @param together in one transaction; otherwise one lock for each relation and mode
 */
export function strongest(locks: readonly Lock[], together: boolean): Lock[] {
  const found = new Map<string, Lock>();
  for (const lock of locks) {
    const key = together ? lock.relation : `${lock.relation}\0${lock.mode}`;
    const other = found.get(key);
    found.set(key, other ? joined(other, lock) : lock);
  }
  return [...found.values()].toSorted((a, b) => (a.relation < b.relation ? -1 : 1));
}
