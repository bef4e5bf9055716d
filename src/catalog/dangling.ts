/** References that the dump satisfied and the output does not: a transform renamed or removed their target. */
import { answersIn } from './graph.js';
import type { Need, SchemaObject } from './object.js';

export interface Dangling {
  readonly object: SchemaObject;
  /** The object of the dump that it refers to. */
  readonly target: SchemaObject;
}

/**
 * @param before the objects of the dump
 * @param after the objects of the output
 */
export function danglingNeeds(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
): readonly Dangling[] {
  const [then, now] = [answersIn(before), answersIn(after)];
  const unsatisfied = (need: Need): SchemaObject[] => {
    const [found] = then(need);
    return found === undefined || now(need).length > 0 ? [] : [before[found]!];
  };
  return after.flatMap((object) =>
    [...new Set(object.needs.flatMap(unsatisfied))].map((target) => ({ object, target })),
  );
}
