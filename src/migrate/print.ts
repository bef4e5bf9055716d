/** The text of a migration's files, in the style of the baseline. */
import type { Catalog } from '../catalog/catalog.js';
import type { Step } from '../kinds/base/verbs.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { settingsText } from '../print/header.js';
import { type Layout, tabOf } from '../print/layout.js';
import { oneTransaction } from '../print/preconditions.js';
import { itemTexts } from '../print/print.js';
import type { Action } from './base/action.js';
import { headerText, HOW_IN_TRANSACTION, MIGRATION_LINE } from './header.js';
import { withOpenings } from './opened.js';
import type { Plan } from './plan.js';
import { titleOf } from './shown.js';

export interface PrintContext {
  readonly now: Catalog;
  readonly layout: Layout;
  /** Statements before all others, guarded. */
  readonly first: readonly string[];
}

/** The whole migration in one transaction. */
export function migrationText(plan: Plan, { now, layout, first }: PrintContext): string {
  const { actions, restored } = withOpenings(plan.actions.filter(isNoCheck), plan);
  const check = selfCheckOf(plan);
  const steps = [...actions.flatMap((action) => action.steps), ...restored, ...plan.last];
  const header = { first: MIGRATION_LINE, how: HOW_IN_TRANSACTION, actions, steps, transaction: true };
  const path = now.statements.find(({ session }) => session.searchPath)?.session.searchPath?.sql;
  const parts = [
    headerText(plan, header, layout),
    oneTransaction(tabOf(layout)),
    settingsText(now, path),
    ...first,
    ...actionTexts(actions, layout),
    ...block('Row-level security for owners, as before', restored, layout),
    ...block('Owners, where the role that runs this file may give them away', plan.last, layout),
    ...block('Self-check', check, layout),
  ];
  return `${parts.join('\n\n')}\n`;
}

const isNoCheck = ({ object }: Action): boolean => object.kind !== KIND.selfCheck;

/** The last statement of a schema with tenancy: the migration ends with it, too. */
export const selfCheckOf = ({ after, target }: Plan): Step[] =>
  after.filter(({ kind }) => kind === KIND.selfCheck).map((object) => kindNamed(object.kind).guard(object, target));

/** Each action under its comment line. */
export function actionTexts(actions: readonly Action[], layout: Layout): string[] {
  let last = '';
  return actions.map((action) => {
    const heading = titleOf(action);
    const text = stepTexts(action.steps, layout);
    const isSame = heading === last;
    last = heading;
    return isSame ? text : `-- ${heading}\n${text}`;
  });
}

const stepTexts = (steps: readonly Step[], layout: Layout): string =>
  itemTexts(steps.map((guard) => ({ guard, path: undefined })), layout).join('\n');

export const block = (heading: string, steps: readonly Step[], layout: Layout): string[] =>
  steps.length === 0 ? [] : [`-- ${heading}\n${stepTexts(steps, layout)}`];
