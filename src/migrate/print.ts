/** The text of a migration's files, in the style of the baseline. */
import type { Catalog } from '../catalog/catalog.js';
import type { Step } from '../kinds/base/verbs.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { settingsText } from '../print/header.js';
import { type Layout, tabOf } from '../print/layout.js';
import { oneTransaction } from '../print/preconditions.js';
import { itemTexts } from '../print/print.js';
import type { Action } from './base/action.js';
import { headerText, HOW_IN_TRANSACTION, HOW_OUTSIDE, MIGRATION_LINE, OUTSIDE_LINE } from './header.js';
import { openedInside, withOpenings } from './opened.js';
import type { Plan } from './plan.js';
import { titleOf } from './shown.js';

export interface PrintContext {
  readonly now: Catalog;
  readonly layout: Layout;
  /** Statements before all others, guarded. */
  readonly first: readonly string[];
}

/** The whole migration in one transaction. */
export const migrationText = (plan: Plan, context: PrintContext): string =>
  transactionText(plan, { actions: plan.actions, isLast: true, how: [] }, context);

/** @param part one of several files */
export const phaseText = (plan: Plan, part: FilePart, transaction: boolean, context: PrintContext): string =>
  transaction ? transactionText(plan, part, context) : outsideText(plan, part, context);

export interface FilePart {
  readonly actions: readonly Action[];
  /** It ends the migration. */
  readonly isLast: boolean;
  /** What its header says besides. */
  readonly how: readonly string[];
}

const OWNERS = 'Owners, where the role that runs this file may give them away';

function transactionText(plan: Plan, part: FilePart, { now, layout, first }: PrintContext): string {
  const { actions, restored } = withOpenings(part.actions.filter(isNoCheck), plan);
  const last = part.isLast ? plan.last : [];
  const steps = [...actions.flatMap((action) => action.steps), ...restored, ...last];
  const how = [...part.how, ...HOW_IN_TRANSACTION];
  const parts = [
    headerText(plan, { first: MIGRATION_LINE, how, actions, steps, transaction: true }, layout),
    oneTransaction(tabOf(layout)),
    settingsText(now, pathOf(now)),
    ...first,
    ...actionTexts(actions, layout, pathOf(now)),
    ...block('Row-level security for owners, as before', restored, layout),
    ...block(OWNERS, last, layout),
    ...block('Self-check', part.isLast ? selfCheckOf(plan) : [], layout),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Settings of the session, which the file gives back at its end. */
function outsideText(plan: Plan, part: FilePart, { now, layout, first }: PrintContext): string {
  const actions = openedInside(part.actions.filter(isNoCheck), plan).map(alone);
  const last = part.isLast ? plan.last : [];
  const steps = [...actions.flatMap((action) => action.steps), ...last];
  const settings = settingsText(now, pathOf(now)).replaceAll(/^SET LOCAL /gm, 'SET ');
  const names = [...settings.matchAll(/^SET (\w+)/gm)].map(([, name]) => name);
  const parts = [
    headerText(
      plan,
      { first: OUTSIDE_LINE, how: [...part.how, ...HOW_OUTSIDE], actions, steps, transaction: false },
      layout,
    ),
    settings,
    ...first,
    ...actionTexts(actions, layout, pathOf(now), 'SET'),
    ...block(OWNERS, last, layout),
    ...block('Self-check', part.isLast ? selfCheckOf(plan) : [], layout),
    `-- The session's own settings\n${names.map((name) => `RESET ${name};`).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A block is one transaction, which keeps its locks: each statement gets its own. */
const alone = (action: Action): Action => ({
  ...action,
  steps: action.steps.map((step) => ({ ...step, alone: true })),
});

const pathOf = ({ statements }: Catalog): string | undefined =>
  statements.find(({ session }) => session.searchPath)?.session.searchPath?.sql;

const isNoCheck = ({ object }: Action): boolean => object.kind !== KIND.selfCheck;

/** The last statement of a schema with tenancy: the migration ends with it, too. */
export const selfCheckOf = ({ after, target }: Plan): Step[] =>
  after
    .filter(({ kind }) => kind === KIND.selfCheck)
    .map((object) => kindNamed(object.kind).guard(object, target));

/** All of a plan, for a file that says the rest itself. */
export const planTexts = (
  { actions, last }: Pick<Plan, 'actions' | 'last'>,
  { now, layout }: Pick<PrintContext, 'now' | 'layout'>,
): string[] => [...actionTexts(actions, layout, pathOf(now)), ...block(OWNERS, last, layout)];

/**
 * Each action under its comment line. Dumps of old versions leave names to a search_path that changes from object to object.
 * @param path the search_path that the file has set
 */
export function actionTexts(
  actions: readonly Action[],
  layout: Layout,
  path?: string,
  set = 'SET LOCAL',
): string[] {
  let last = '';
  let current = path;
  return actions.map((action) => {
    const heading = titleOf(action);
    const wanted = action.object.statement.session.searchPath?.sql ?? current;
    const setting = wanted === current ? '' : `${set} search_path = ${wanted};\n`;
    const text = `${setting}${stepTexts(action.steps, layout)}`;
    const isSame = heading === last;
    [last, current] = [heading, wanted];
    return isSame ? text : `-- ${heading}\n${text}`;
  });
}

const stepTexts = (steps: readonly Step[], layout: Layout): string =>
  itemTexts(
    steps.map((guard) => ({ guard, path: undefined })),
    layout,
  ).join('\n');

export const block = (heading: string, steps: readonly Step[], layout: Layout): string[] =>
  steps.length === 0 ? [] : [`-- ${heading}\n${stepTexts(steps, layout)}`];
