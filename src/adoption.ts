/** The way of adopt, beside `pipeline.ts`: one dump → its catalog as it is and as a baseline → three files between them. */
import type { Catalog } from './catalog/catalog.js';
import { quoteName, relationName } from './catalog/names.js';
import { isOfDump, placed } from './catalog/object.js';
import { nodeIf } from './grammar.js';
import { KIND } from './kinds/registry.js';
import { type LateColumn, middleOf } from './migrate/adopt/middle.js';
import { type Paths, pathsOf } from './migrate/adopt/paths.js';
import { backfillText, contractText, expandText } from './migrate/adopt/texts.js';
import { type Plan, planOf } from './migrate/plan.js';
import type { Question } from './migrate/base/question.js';
import { baselineOfDump, comparable } from './pipeline.js';
import type { Settings } from './settings/settings.js';
import type { Dump } from './source/dump.js';

export { findingText, pathRows } from './migrate/adopt/words.js';

export interface AdoptionFile {
  readonly step: 'expand' | 'backfill' | 'contract';
  readonly sql: string;
  /** False: each statement by itself. */
  readonly transaction: boolean;
}

export interface Adoption extends Paths {
  /** Without a backfill where there is nothing to fill. */
  readonly files: readonly AdoptionFile[];
  readonly questions: readonly Question[];
  /** Tables that gain a tenant column. */
  readonly gaining: number;
  readonly baseline: string;
  readonly hasEventTriggers: boolean;
  /** Tables that it leaves as they are, since the baseline has none: a runner's history. */
  readonly apart: readonly string[];
  /** Columns that will be NOT NULL, and rows of which a person may have to decide. */
  readonly required: readonly Pick<LateColumn, 'table' | 'column'>[];
  /** The only tenant. */
  readonly only: string | undefined;
  /** SQL of the type of tenants' keys. */
  readonly tenantType: string | undefined;
  /** Tenant columns that the database has. */
  readonly tenantColumns: readonly Pick<LateColumn, 'table' | 'column'>[];
  readonly tenants: { readonly table: string; readonly key: string } | undefined;
}

export interface AdoptionOptions {
  readonly settings: Settings;
  /** The only tenant. */
  readonly tenant: string | undefined;
  /** Paths by table, from the configuration. */
  readonly backfill: Readonly<Record<string, string>>;
}

/** @throws InputError if the dump cannot be read, or the configuration does not fit it */
export function adoptionOf(dump: Dump, { settings, tenant, backfill }: AdoptionOptions): Adoption {
  const hims: Settings = { ...settings, preset: 'hims' };
  const old = comparable(dump, { ...settings, preset: 'plain' });
  const middle = middleOf(old, comparable(dump, hims), tenant);
  const { now } = middle;
  const plan = (before: Catalog, after: Catalog): Plan =>
    planOf(before, after, {
      settings: hims,
      values: new Map(),
      noRename: true,
      allowDataLoss: false,
    });
  const found: Paths =
    tenant === undefined && now.tenancy
      ? pathsOf(middle.old, now.tenancy, backfill)
      : { paths: [], findings: [], unused: [], unusable: [] };
  const plans = [plan(middle.old, middle.added), plan(middle.added, middle.defaulted)];
  const last = plan(middle.unforced, now);
  const state = `${settings.prefix}_adopt`;
  const required = middle.late.filter((one) => isRequired(one, now));
  const contract = contractText({
    now,
    layout: settings,
    plan: last,
    required,
    forced: middle.forced,
    state,
  });
  const defaults = middle.late.filter(({ value }) => value !== undefined);
  const fill = backfillText({
    layout: settings,
    paths: found.paths,
    late: defaults,
    state,
    finishedBy: policiesOf(now),
  });
  const files: AdoptionFile[] = [
    { step: 'expand', sql: expandText({ now, layout: settings, plans, only: tenant }), transaction: true },
    { step: 'backfill', sql: fill, transaction: false },
    { step: 'contract', sql: contract, transaction: true },
  ];
  const isFilled = found.paths.length > 0 || defaults.length > 0;
  return {
    ...found,
    files: files.filter(({ step }) => step !== 'backfill' || isFilled),
    questions: [...plans, last].flatMap(({ questions }) => questions),
    gaining: middle.late.filter(({ value }) => value === undefined).length,
    baseline: baselineOfDump(dump, hims),
    hasEventTriggers: now.objects.some(({ kind }) => kind === KIND.eventTrigger),
    apart: middle.apart,
    required: required.filter(({ value }) => value === undefined),
    only: tenant,
    tenantType: now.tenancy?.tenants.type,
    tenantColumns: ownColumns(now),
    tenants: tenantsOf(now),
  };
}

const ownColumns = ({ tenancy }: Catalog): Adoption['tenantColumns'] =>
  [...(tenancy?.tables.values() ?? [])].flatMap(({ name, column, class: verdict }) =>
    column?.from === 'own' && verdict !== 'root' ? [{ table: quoteName(name), column: column.name }] : [],
  );

function tenantsOf({ tenancy }: Catalog): Adoption['tenants'] {
  if (!tenancy || tenancy.tenants.absent || tenancy.tenants.made) return undefined;
  return { table: quoteName(tenancy.tenants.name), key: tenancy.tenants.key };
}

/** A policy of the baseline by table: it shows that the contract has run. */
function policiesOf({ objects }: Catalog): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap((object): [string, string][] => {
      const policy = isOfDump(object) ? undefined : nodeIf(object.statement, 'CreatePolicyStmt');
      if (!policy) return [];
      return [[quoteName(placed(relationName(policy.table), object.statement)), object.name.name]];
    }),
  );
}

function isRequired({ table, column, value }: LateColumn, { tenancy }: Catalog): boolean {
  if (value !== undefined) return true;
  const its = [...(tenancy?.tables.values() ?? [])].find(({ name }) => quoteName(name) === table)?.column;
  return its?.name !== column || its.notNull;
}
