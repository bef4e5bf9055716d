/** The whole way of a migration, beside `pipeline.ts`: two dumps → two catalogs → plan → text, and the texts that prove it. */
import type { Catalog } from './catalog/catalog.js';
import { planOf, type Plan, type PlanOptions } from './migrate/plan.js';
import type { Phase } from './migrate/phases/part.js';
import { phasesOf } from './migrate/phases/phases.js';
import { migrationText, phaseText, type PrintContext } from './migrate/print.js';
import { baselineOfDump, comparable } from './pipeline.js';
import type { Settings } from './settings/settings.js';
import type { Dump } from './source/dump.js';

/** A schema as it was read. */
export interface Side {
  readonly dump: Dump;
  /** The text itself, as the engine loads it. */
  readonly text: string;
  /** A baseline has everything that the preset adds. */
  readonly form: 'dump' | 'baseline';
  /** False: the text does not say who owns what. */
  readonly owners: boolean;
}

/** A schema as a database has it: a dump that psql loads, or a baseline that a runner loads. */
export type Loadable = { readonly dump: string } | { readonly baseline: readonly string[] };

export interface MigrationText {
  /** Of the file's name, in phases; otherwise empty. */
  readonly suffix: Phase | '';
  readonly transaction: boolean;
  readonly sql: string;
}

export interface Migration {
  readonly plan: Plan;
  /** Empty where nothing differs; more than one in phases. */
  readonly files: readonly MigrationText[];
  readonly old: Loadable;
  readonly new: Loadable;
}

export interface MigrationOptions extends Omit<PlanOptions, 'settings'> {
  readonly settings: Settings;
  /** Statements that run before all others: renames. */
  readonly first: readonly string[];
}

/** @throws InputError if a dump cannot be read, or the configuration does not fit it */
export function migrationOf(old: Side, now: Side, { first, ...options }: MigrationOptions): Migration {
  const { settings } = options;
  const owners = old.owners && now.owners;
  const [before, after] = [old, now].map((side) => catalogOf(side, settings, owners));
  const plan = planOf(before!, after!, options);
  return {
    plan,
    files: filesOf(plan, { now: after!, layout: settings, first }, options.phases ?? false),
    old: loadable(old, settings),
    new: loadable(now, settings),
  };
}

function filesOf(plan: Plan, context: PrintContext, phases: boolean): MigrationText[] {
  if (plan.actions.length === 0 && context.first.length === 0) return [];
  if (!phases) return [{ suffix: '', transaction: true, sql: migrationText(plan, context) }];
  const planned = phasesOf(plan);
  const all = planned.length > 0 ? planned : [{ suffix: 'expand', transaction: true, actions: [] } as const];
  return all.map(({ suffix, transaction, actions }, at) => {
    const order =
      all.length === 1
        ? []
        : [`Step ${at + 1} of ${all.length}: ${suffix}. Run the files in the order of their versions.`];
    const part = { actions, isLast: at === all.length - 1, how: order };
    const sql = phaseText(plan, part, transaction, at === 0 ? context : { ...context, first: [] });
    return { suffix, transaction, sql };
  });
}

const settingsOf = ({ form }: Side, settings: Settings): Settings =>
  form === 'baseline' ? { ...settings, preset: 'plain' } : settings;

function catalogOf(side: Side, settings: Settings, owners: boolean): Catalog {
  const own = settingsOf(side, settings);
  return comparable(side.dump, { ...own, owners: owners ? own.owners : 'strip' });
}

/** What a database has of it: with tenancy, the baseline of the dump. */
function loadable(side: Side, settings: Settings): Loadable {
  if (side.form === 'baseline') return { baseline: [side.text] };
  return settings.preset === 'plain'
    ? { dump: side.text }
    : { baseline: [baselineOfDump(side.dump, settings)] };
}
