/** What a migration does with an object. */
import type { SchemaObject } from '../../catalog/object.js';
import type { Step } from '../../kinds/base/verbs.js';

/** `aside` renames a type that tables use, `rest` drops it at the end. */
export type Verb = 'drop' | 'aside' | 'alter' | 'create' | 'rest';

/** What a file outside a transaction does with an object. */
export type Work = 'fill' | 'check' | 'build';

export interface Action {
  readonly verb: Verb;
  readonly object: SchemaObject;
  readonly steps: readonly Step[];
  /** It drops what only the new schema has: nothing, but for a second run. */
  readonly isNew?: boolean;
  /** Only a part of the action, which takes long. */
  readonly work?: Work;
}

/** A step whose text doesn't show its locks. */
export interface Shown extends Step {
  /** Statements with the same locks. */
  readonly locksLike: readonly string[];
}

export const isShown = (step: Step): step is Shown => 'locksLike' in step;
