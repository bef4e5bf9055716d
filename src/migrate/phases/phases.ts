/**
 * A migration in files for large tables: one transaction around all steps would hold the strongest lock throughout. What is added
 * comes first, then what takes long, without a transaction, then what is removed.
 */
import { quoteName } from '../../catalog/names.js';
import { KIND } from '../../kinds/registry.js';
import type { Step } from '../../kinds/base/verbs.js';
import { type Action, isShown, type Work } from '../base/action.js';
import type { Plan } from '../plan.js';
import { checkedLater, constraintIn, indexParts, keyParts, tableOf } from './keyParts.js';
import { type Parts, type Phase, PHASES } from './part.js';
import { afterDrops, type Starts, startsOf } from './start.js';
import { tableParts } from './tableParts.js';

export interface PhaseFile {
  /** As the name of the file ends: `V002__visits_expand.sql`. */
  readonly suffix: Phase;
  readonly transaction: boolean;
  readonly actions: readonly Action[];
}

/** The files in their order, without empty ones. */
export function phasesOf(plan: Plan): PhaseFile[] {
  const starts = startsOf(plan);
  const taken = new Set([...plan.before, ...plan.after].flatMap(({ provides }) => provides));
  const parts = plan.actions.map((action) => ({ action, parts: partsOf(action, plan, { starts, taken }) }));
  return PHASES.flatMap((suffix): PhaseFile[] => {
    const actions = parts.flatMap(({ action, parts: its }): Action[] => {
      const steps = its[suffix] ?? [];
      const work = suffix === 'backfill' ? { work: workOf(steps) } : {};
      return steps.length === 0 ? [] : [{ ...action, steps, ...work }];
    });
    return actions.length === 0 ? [] : [{ suffix, transaction: suffix !== 'backfill', actions }];
  });
}

function workOf(steps: readonly Step[]): Work {
  if (steps.some(isShown)) return 'fill';
  return steps.some(isValidate) ? 'check' : 'build';
}

interface Context {
  readonly starts: Starts;
  readonly taken: ReadonlySet<string>;
}

function partsOf(action: Action, plan: Plan, { starts, taken }: Context): Parts {
  const { verb, steps } = action;
  const start = starts.of.get(action) ?? 'expand';
  const table = starts.tables.get(action);
  if (table) return tableParts(action, table, { start, afterDrops: afterDrops(action, plan, starts), taken });
  if (start === 'values') return { values: steps };
  if (verb === 'alter' && start !== 'contract') {
    const [validates, others] = [steps.filter(isValidate), steps.filter((step) => !isValidate(step))];
    return { expand: others, backfill: validates };
  }
  const split = verb === 'create' && start !== 'contract' ? ofKey(action, start, starts) : undefined;
  // Only what can be repeated outside a transaction is in that file.
  return split ?? { [start === 'backfill' ? 'contract' : start]: steps };
}

const isValidate = ({ sql }: { readonly sql: string }): boolean => /\bVALIDATE\s+CONSTRAINT\b/i.test(sql);

/** The parts of an index or constraint on a table that has rows. */
function ofKey(action: Action, start: Phase, { existing, partitioned, tables }: Starts): Parts | undefined {
  const { object } = action;
  const table = tableOf(object);
  if (!table || !existing.has(quoteName(table))) return undefined;
  const isPartitioned = partitioned.has(quoteName(table));
  if (object.kind === KIND.index) return isPartitioned ? undefined : indexParts(action);
  if (object.kind === KIND.primaryKey || object.kind === KIND.unique)
    return isPartitioned ? undefined : keyParts(action);
  const isChecked = constraintIn(object)?.constraint.skip_validation !== true;
  if (!isChecked || start !== 'expand' || (object.kind !== KIND.foreignKey && object.kind !== KIND.check))
    return undefined;
  const plan = [...tables].find(([{ object: one }]) => quoteName(one.name) === quoteName(table))?.[1];
  return checkedLater(action, plan?.filled ?? []);
}
