/** The whole way of a migration, beside `pipeline.ts`: two dumps → two catalogs → plan → text, and the texts that prove it. */
import type { Catalog } from './catalog/catalog.js';
import { planOf, type Plan, type PlanOptions } from './migrate/plan.js';
import { migrationText } from './migrate/print.js';
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

export interface Migration {
  readonly plan: Plan;
  /** Empty where nothing differs. */
  readonly sql: string;
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
  const isEmpty = plan.actions.length === 0 && first.length === 0;
  return {
    plan,
    sql: isEmpty ? '' : migrationText(plan, after!, settings, first),
    old: loadable(old, settings),
    new: loadable(now, settings),
  };
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
