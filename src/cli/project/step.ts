/** One step of a check. */
export interface Step {
  /** What is wrong, in lines. */
  readonly findings: readonly string[];
  /** What to say of it otherwise. */
  readonly done: readonly string[];
}
