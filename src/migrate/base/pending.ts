/** Conditions under which a change is still to be done. */
import type { SchemaObject } from '../../catalog/object.js';
import type { Condition } from '../../kinds/base/guard.js';
import type { Step } from '../../kinds/base/verbs.js';
import { isType } from '../../kinds/is.js';
import { KIND, kindNamed } from '../../kinds/registry.js';
import { conditionText } from '../../print/guard.js';

/** True in SQL while the database doesn't have this definition; undefined where its kind can't tell. */
export function pendingOf(after: SchemaObject): readonly string[] | undefined {
  const condition: Condition | undefined = kindNamed(after.kind).isDefined?.(after);
  return condition === undefined ? undefined : [`NOT (${conditionText(condition)})`];
}

/** The statement's condition, and that a cause is pending. */
export function whilePending(step: Step, pending: readonly string[]): Step {
  if (pending.length === 0) return step;
  const [first = ''] = pending;
  const causes = pending.length === 1 ? first : pending.map((one) => `(${one})`).join(' OR ');
  const own = step.when === undefined ? undefined : conditionText(step.when);
  return { ...step, when: own === undefined ? causes : `${own} AND (${causes})` };
}

/** Types that may be made anew under the columns of tables. */
export const isRemakable = (object: SchemaObject): boolean =>
  isType(object) || object.kind === KIND.collation;
