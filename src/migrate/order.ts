/** The order of a migration's actions: drops first, then the rest in the order of a baseline, as far as dependencies allow. */
import { PriorityQueue } from '../catalog/priorityQueue.js';
import type { Action } from './base/action.js';
import type { Predecessors } from './actions.js';

const PHASES = { drop: 0, aside: 0, alter: 1, create: 1, rest: 2 } as const;

/**
 * @param placeOf the action's place among those of its phase
 * @returns the actions in order; where they depend on each other in a cycle, the earliest place comes first
 */
export function ordered(predecessors: Predecessors, placeOf: (action: Action) => number): Action[] {
  const actions = [...predecessors.keys()];
  const index = new Map(actions.map((action, at) => [action, at]));
  const rank = actions.map((action) => PHASES[action.verb] * 1e9 + placeOf(action));
  const waiting = actions.map((action) => predecessors.get(action)!.size);
  const followers: number[][] = actions.map(() => []);
  for (const [later, its] of predecessors)
    for (const one of its) followers[index.get(one)!]!.push(index.get(later)!);
  const heap = new PriorityQueue((a, b) => rank[a]! - rank[b]! || a - b);
  const done = new Set<number>();
  const left = [...actions.keys()].toSorted((a, b) => rank[a]! - rank[b]! || a - b);
  waiting.forEach((count, at) => count === 0 && heap.push(at));
  const out: Action[] = [];
  for (;;) {
    const next = heap.pop() ?? left.find((at) => !done.has(at));
    if (next === undefined) return out;
    if (done.has(next)) continue;
    done.add(next);
    out.push(actions[next]!);
    for (const follower of followers[next]!) if (--waiting[follower]! === 0) heap.push(follower);
  }
}
