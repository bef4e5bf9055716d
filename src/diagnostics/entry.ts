/** What is known of a code, independent of a dump. */

/** An error stops the run, a warning counts for `--strict`, an info only tells. */
export type Level = 'error' | 'warning' | 'info';

export interface Entry {
  /** Several where it depends on the dump or a setting; the problem says on what. */
  readonly severity: Level | readonly Level[];
  /** A headline without a full stop. */
  readonly title: string;
  /** The cause, and what it leads to. */
  readonly problem: string;
  /** Names the setting, the option or the statement to change. */
  readonly whatToDo: string;
}

export type Entries = Readonly<Record<`${string}/${string}`, Entry>>;
