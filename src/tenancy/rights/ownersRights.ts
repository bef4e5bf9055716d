/**
 * What runs with the rights of the owner of the tables, although somebody else makes it run: SECURITY DEFINER routines, triggers
 * below the actions of foreign keys, and whatever these call. Of each, whether the caller's search_path decides what it finds.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import type { Grants } from '../../facts/privileges/grants.js';
import type { Routine } from '../../facts/routines/bodies.js';
import { isClosed } from '../../facts/routines/searchPath.js';
import { type Root, rootsOf } from './roots.js';
import type { Step } from '../../facts/rights/step.js';
import { type Uses, usesOf } from '../../facts/rights/uses.js';

export interface OwnersRoutine {
  readonly routine: Routine;
  /** How the owner's rights come to it, the first step first: for the report. */
  readonly chain: readonly string[];
  /** It looks names up along a path that does not end in pg_temp: its own, or that of whoever makes it run. */
  readonly open: boolean;
  /** A role of the application can make it run so. */
  readonly reached: boolean;
  /** A role of the application makes the action of a foreign key run it, as the owner of the table. */
  readonly byAction: boolean;
}

interface State {
  readonly step: Step;
  readonly before: State | undefined;
  /** The path that holds is not closed. */
  readonly open: boolean;
  /** Policies are asked: below the action of a foreign key they are not. */
  readonly policies: boolean;
  readonly reached: boolean;
}

const idOf = ({ step: { at, as, columns, defaults }, open, policies, reached }: State): string =>
  `${at} ${as} ${columns?.join()} ${defaults} ${open} ${policies} ${reached}`;

function chainOf(state: State, uses: Uses): string[] {
  const out: string[] = [];
  for (let one: State | undefined = state; one; one = one.before) {
    const routine = one === state ? undefined : uses.routineAt(one.step.at);
    out.unshift(
      ...(one.step.how === '' ? [] : [one.step.how]),
      ...(routine ? [routine.object.identity] : []),
    );
  }
  return out;
}

/** By the id of the routine. @param isReadOnly as of `rootsOf` */
export function ownersRights(
  catalog: Catalog,
  grants: Grants,
  isReadOnly: (name: Name) => boolean,
): ReadonlyMap<string, OwnersRoutine> {
  const uses = usesOf(catalog);
  const start = ({ reached, ...step }: Root): State => ({
    step,
    before: undefined,
    open: true,
    policies: !step.isAction,
    reached,
  });
  // What is reached comes first, and the shortest way to it, so that the chain that is shown is one that can happen.
  const roots = rootsOf(uses, grants, isReadOnly).toSorted(
    (a, b) => Number(b.reached) - Number(a.reached) || a.how.length - b.how.length,
  );
  const waiting = roots.map(start);
  const seen = new Set<string>();
  const out = new Map<string, OwnersRoutine>();
  for (const state of waiting) {
    const id = idOf(state);
    if (seen.has(id)) continue;
    seen.add(id);
    const { step, policies, reached } = state;
    const routine = uses.routineAt(step.at);
    const own = routine?.searchPath;
    const open = own === undefined ? state.open : !isClosed(own);
    if (routine) {
      const there = out.get(routine.object.id);
      const byAction = (there?.byAction ?? false) || (reached && !policies);
      if (!there || (open && !there.open) || (open && reached && !there.reached))
        out.set(routine.object.id, { routine, chain: chainOf(state, uses), open, reached, byAction });
      else if (byAction !== there.byAction) out.set(routine.object.id, { ...there, byAction });
    }
    for (const next of uses.next(step, policies))
      waiting.push({ step: next, before: state, open, policies: policies && !next.isAction, reached });
  }
  return out;
}
