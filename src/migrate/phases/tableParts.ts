/** The steps of ALTER TABLE by phase: columns come first, their values next, NOT NULL and what is removed last. */
import { chosenName } from '../../catalog/chosenName.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { type AlterTableType, nodeIf, parseStatements, type Tree } from '../../grammar.js';
import { constraintKey } from '../../kinds/base/alterTable.js';
import { unless, where } from '../../kinds/base/guard.js';
import type { Step } from '../../kinds/base/verbs.js';
import { conditionText } from '../../print/guard.js';
import type { Action, Shown } from '../base/action.js';
import { names } from '../base/words.js';
import { batches, type Fill, fillIn } from './batches.js';
import { later, type Parts, type Phase } from './part.js';

interface TableStep {
  readonly step: Step;
  readonly action: AlterTableType | 'fill' | undefined;
  readonly column: string;
  readonly fill?: Fill;
}

/** They write the table anew, or take something away. */
const LATE: ReadonlySet<string> = new Set([
  'AT_DropColumn',
  'AT_AlterColumnType',
  'AT_SetExpression',
  'AT_DropExpression',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_SetAccessMethod',
  'AT_DropInherit',
]);

export interface TablePlan {
  readonly steps: readonly TableStep[];
  /** Columns that the last phase changes: what names them must wait for it. */
  readonly late: ReadonlySet<string>;
  readonly filled: readonly string[];
}

/** What each step of an altered table does. */
export function tablePlan({ object, steps }: Action): TablePlan {
  const read = parseStatements(steps.map(({ sql }) => sql)).map((tree, at) =>
    'type' in tree
      ? stepOf(steps[at]!, tree, object.name)
      : { step: steps[at]!, action: undefined, column: '' },
  );
  const late = new Set(read.filter(({ action }) => LATE.has(action ?? '')).map(({ column }) => column));
  return { steps: read, late, filled: read.flatMap(({ fill }) => fill?.column ?? []) };
}

function stepOf(step: Step, tree: Tree, table: Name): TableStep {
  if (tree.type === 'UpdateStmt') {
    const [target] = tree.node.targetList ?? [];
    const column = target && 'ResTarget' in target ? (target.ResTarget.name ?? '') : '';
    const fill = fillIn(step.sql, table, column);
    return { step, action: 'fill', column, ...(fill ? { fill } : {}) };
  }
  const [first] = nodeIf({ tree }, 'AlterTableStmt')?.cmds ?? [];
  if (!first || !('AlterTableCmd' in first)) return { step, action: undefined, column: '' };
  const { subtype, name, def } = first.AlterTableCmd;
  // Since 18, NOT NULL may have a name.
  if (
    subtype === 'AT_AddConstraint' &&
    def &&
    'Constraint' in def &&
    def.Constraint.contype === 'CONSTR_NOTNULL'
  )
    return { step, action: 'AT_SetNotNull', column: strings(def.Constraint.keys).join('') };
  const added = subtype === 'AT_AddColumn' && def && 'ColumnDef' in def ? def.ColumnDef.colname : undefined;
  return { step, action: subtype, column: added ?? name ?? '' };
}

export interface TablePhases {
  /** When the table can get columns, and when what is dropped is gone. */
  readonly start: Phase;
  readonly afterDrops: Phase;
  /** Keys that other constraints have. */
  readonly taken: ReadonlySet<string>;
}

export function tableParts(
  { object }: Action,
  plan: TablePlan,
  { start, afterDrops, taken }: TablePhases,
): Parts {
  const parts: Record<Phase, Step[]> = { values: [], expand: [], backfill: [], contract: [] };
  if (start !== 'expand') return { contract: plan.steps.map(({ step }) => step) };
  const checks: Step[] = [];
  const validations: Step[] = [];
  for (const { step, action, column, fill } of plan.steps) {
    if (LATE.has(action ?? '') || plan.late.has(column)) parts.contract.push(step);
    else if (action === 'AT_AddColumn') parts.expand.push(step);
    else if (fill) parts.backfill.push(batches(object.name, fill, step));
    else if (action === 'fill') parts.contract.push(step);
    else if (action === 'AT_SetNotNull') {
      const proof = notNullProof(object.name, column, taken);
      (plan.filled.includes(column) ? checks : parts.expand).push(proof.add);
      validations.push(proof.validate);
      parts.contract.push({ ...step, locksLike: [proof.drop.sql] } as Shown, proof.drop);
    } else parts[later(afterDrops === 'backfill' ? 'contract' : afterDrops, 'expand')].push(step);
  }
  parts.backfill.push(...checks, ...validations);
  return parts;
}

/** A valid CHECK saves SET NOT NULL from reading the table under its lock. */
function notNullProof(
  table: Name,
  column: string,
  taken: ReadonlySet<string>,
): { add: Step; validate: Step; drop: Step } {
  const name = freeName(table, column, taken);
  const [relation, constraint] = [quoteName(table), quoteIdentifier(name)];
  const found = [`conrelid = to_regclass(${quoteLiteral(relation)})`, `conname = ${quoteLiteral(name)}`];
  const nullable = where(
    'pg_attribute',
    `attrelid = to_regclass(${quoteLiteral(relation)})`,
    `attname = ${quoteLiteral(column)}`,
    'NOT attisdropped',
    'NOT attnotnull',
  );
  return {
    add: {
      sql: `ALTER TABLE ${relation} ADD CONSTRAINT ${constraint} CHECK (${quoteIdentifier(column)} IS NOT NULL) NOT VALID`,
      when: { ...unless('pg_constraint', ...found), and: conditionText(nullable) },
    },
    validate: validation(table, name),
    drop: { sql: `ALTER TABLE ${relation} DROP CONSTRAINT IF EXISTS ${constraint}` },
  };
}

/** VALIDATE CONSTRAINT, if that is still to be done. */
export const validation = (table: Name, name: string): Step => ({
  sql: `ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`,
  when: where(
    'pg_constraint',
    `conrelid = to_regclass(${quoteLiteral(quoteName(table))})`,
    `conname = ${quoteLiteral(name)}`,
    'NOT convalidated',
  ),
});

function freeName(table: Name, column: string, taken: ReadonlySet<string>): string {
  for (let at = 0; ; at++) {
    const name = chosenName(table.name, column, at === 0 ? 'present' : `present${at}`);
    if (!taken.has(constraintKey(table, name))) return name;
  }
}

/** True if the statement names a column that the last phase changes. */
export const namesLate = (sql: string, { late }: TablePlan): boolean =>
  [...late].some((column) => column !== '' && names(sql, column));
