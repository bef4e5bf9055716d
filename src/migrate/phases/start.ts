/**
 * The phase in which each action can run at the earliest. What needs another action waits for it, and what is dropped to be created
 * again waits for that, so that it is never missing for long.
 */
import { quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { nodeIf } from '../../grammar.js';
import { hasIndex, isAnyTable } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import { isTable } from '../../kinds/tables/table.js';
import type { Action } from '../base/action.js';
import type { Plan } from '../plan.js';
import { isOnOnly, tableOf } from './keyParts.js';
import { later, latest, type Phase } from './part.js';
import { namesLate, type TablePlan, tablePlan } from './tableParts.js';

export interface Starts {
  readonly of: ReadonlyMap<Action, Phase>;
  /** The altered tables. */
  readonly tables: ReadonlyMap<Action, TablePlan>;
  /** Tables with rows: those of OLD. */
  readonly existing: ReadonlySet<string>;
  readonly partitioned: ReadonlySet<string>;
}

export function startsOf({ predecessors, before, after }: Plan): Starts {
  const actions = [...predecessors.keys()];
  const tables = new Map(
    actions
      .filter(({ verb, object }) => verb === 'alter' && isTable(object))
      .map((action) => [action, tablePlan(action)]),
  );
  const existing = new Set(before.filter(isAnyTable).map(({ name }) => quoteName(name)));
  const partitioned = new Set(
    [...before, ...after]
      .filter((object) => isTable(object) && object.partitioned)
      .map(({ name }) => quoteName(name)),
  );
  const known = { tables, existing, partitioned };
  const pairs = pairsOf(actions);
  const of = new Map(actions.map((action) => [action, ownPhase(action, pairs, known)]));
  // Phases only become later, so this ends.
  for (let changes = true; changes;) {
    changes = false;
    for (const action of actions) {
      const needed = [...predecessors.get(action)!].map((one) => availableFor(action, one, { of, ...known }));
      const other = pairs.get(action);
      const phase = latest([of.get(action)!, ...needed, ...(other ? [of.get(other)!] : [])]);
      if (phase === of.get(action)) continue;
      of.set(action, phase);
      changes = true;
    }
  }
  return { of, ...known };
}

/** Drop and create of one object, each for the other. */
function pairsOf(actions: readonly Action[]): ReadonlyMap<Action, Action> {
  const created = new Map(actions.filter(({ verb }) => verb === 'create').map((one) => [one.object.id, one]));
  return new Map(
    actions
      .filter(({ verb }) => verb === 'drop' || verb === 'aside')
      .flatMap((action): [Action, Action][] => {
        const again = created.get(action.object.id);
        return again
          ? [
              [action, again],
              [again, action],
            ]
          : [];
      }),
  );
}

type Known = Omit<Starts, 'of'>;

/** What loosens a table: both the former program and the new one can live with it. */
const LOOSENING: ReadonlySet<string> = new Set([
  KIND.check,
  KIND.foreignKey,
  KIND.notNull,
  KIND.columnDefault,
]);

function ownPhase(action: Action, pairs: ReadonlyMap<Action, Action>, known: Known): Phase {
  const { verb, object, steps } = action;
  if (verb === 'aside' || verb === 'rest') return 'contract';
  const isReplaced = pairs.has(action);
  const isKey = object.kind === KIND.index || hasIndex(object);
  if (verb === 'drop') {
    if (steps.length === 0) return 'values';
    return (isReplaced && !isKey) || LOOSENING.has(object.kind) ? 'expand' : 'contract';
  }
  if (verb === 'alter' && object.kind === KIND.enumType)
    return steps.every(({ sql }) => /\bADD\s+VALUE\b/i.test(sql)) ? 'values' : 'expand';
  return verb === 'create' && isLate(object, isReplaced && isKey, known) ? 'contract' : 'expand';
}

/** What has no form that lets others read and write, or takes rows from their sight. */
function isLate(object: SchemaObject, isReplacedKey: boolean, { existing, partitioned }: Known): boolean {
  const table = tableOf(object);
  const name = table && quoteName(table);
  if (object.kind === KIND.rowSecurity) {
    const altered = nodeIf(object.statement, 'AlterTableStmt')?.relation;
    return (
      altered !== undefined &&
      existing.has(quoteName({ schema: altered.schemaname, name: altered.relname ?? '' }))
    );
  }
  if (name === undefined || !existing.has(name)) return false;
  if (isReplacedKey || object.kind === KIND.exclusion) return true;
  if (!partitioned.has(name)) return false;
  return object.kind === KIND.index ? !isOnOnly(object) : object.kind === KIND.foreignKey || hasIndex(object);
}

/** When what an action needs is there. */
function availableFor(action: Action, needed: Action, { of, tables, existing, partitioned }: Starts): Phase {
  const phase = of.get(needed)!;
  const plan = tables.get(needed);
  if (plan) {
    const waits = action.verb === 'drop' || action.verb === 'rest' || namesLate(action.object.sql, plan);
    return plan.late.size > 0 && waits ? 'contract' : phase;
  }
  // The columns that a table gets do not wait for what is dropped.
  if (tables.has(action) && (needed.verb === 'drop' || needed.verb === 'aside')) return 'expand';
  if (needed.verb !== 'create' || needed.steps.length === 0) return phase;
  const { object } = needed;
  const table = tableOf(object);
  if (!table || !existing.has(quoteName(table)) || partitioned.has(quoteName(table))) return phase;
  if (object.kind === KIND.index) return later(phase, 'backfill');
  return object.kind === KIND.primaryKey || object.kind === KIND.unique ? 'contract' : phase;
}

/** The last phase in which something is dropped that must be gone before the table's own steps. */
export const afterDrops = (action: Action, { predecessors }: Plan, { of }: Starts): Phase =>
  latest([
    'expand',
    ...[...(predecessors.get(action) ?? [])].filter(({ verb }) => verb === 'drop').map((one) => of.get(one)!),
  ]);
