/** References that were satisfied when the dump was read and no longer are: a transform renamed or removed what they refer to. */
import { answersIn } from './graph.js';
import type { Need, SchemaObject } from './object.js';

export interface Dangling {
  readonly object: SchemaObject;
  /** What it refers to, as the dump has it. */
  readonly target: SchemaObject;
}

/**
 * @param before the objects of the dump
 * @param after those that are printed
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
