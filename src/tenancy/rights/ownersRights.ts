/**
 * Code that runs with a table owner's rights for another role: SECURITY DEFINER routines, triggers fired by foreign key
 * actions, and everything that these call. For each, decides whether the caller's search path controls its name
 * lookups.
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
  /** The steps that lead to the owner's rights, the first one first, for the report. */
  readonly chain: readonly string[];
  /** True where its search path, its own or the caller's, does not end in pg_temp. */
  readonly open: boolean;
  /** True where an application role can make it run that way. */
  readonly reached: boolean;
  /** True where an application role can fire it by a foreign key action, as the table's owner. */
  readonly byAction: boolean;
}

interface State {
  readonly step: Step;
  readonly before: State | undefined;
  /** The path in effect has no final pg_temp. */
  readonly open: boolean;
  /** False under a foreign key action, where no policies apply. */
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

/** Results by routine id. @param isReadOnly see `rootsOf` */
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
  // Reachable and short chains come first, so that the reported chain can happen.
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
