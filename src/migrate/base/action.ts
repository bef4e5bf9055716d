/** What a migration does with an object. */
import type { SchemaObject } from '../../catalog/object.js';
import type { Step } from '../../kinds/base/verbs.js';

/** `aside` renames a type that tables use, `rest` drops it at the end. */
export type Verb = 'drop' | 'aside' | 'alter' | 'create' | 'rest';

export interface Action {
  readonly verb: Verb;
  readonly object: SchemaObject;
  readonly steps: readonly Step[];
}
