/** What the planner leaves to a person: it never guesses where rows are at stake. */

/** Exit code 3: nothing is written until the options decide it. */
export interface Question {
  readonly kind: 'rename' | 'value' | 'loss' | 'impossible';
  /** The object, as `table core.visits` or `core.visits.note`. */
  readonly object: string;
  readonly message: string;
  /** What to add to the command. */
  readonly help: string;
}
