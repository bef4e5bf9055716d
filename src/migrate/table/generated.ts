/**
 * Generated columns: their expression changes where PostgreSQL has a form for it, else the column is dropped and added.
 * https://www.postgresql.org/docs/current/ddl-generated-columns.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { Condition, RowCondition } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import { type Column, constraintOf } from './columnParts.js';
import {
  alter,
  type ColumnChange,
  type ColumnContext,
  columnWhere,
  isGenerated,
  none,
  shownColumn,
  typeStep,
} from './columnSteps.js';
import { nullSteps } from './notNull.js';

/** The change of a column that both tables have. */
export function changedColumn(
  before: Column,
  after: Column,
  text: string,
  context: ColumnContext,
): ColumnChange {
  const generated = generatedChange(before, after, text, context);
  if (generated?.whole) return generated.change;
  const typed = typeStep(before, after, context);
  const nulls = nullSteps(before, after, context);
  return {
    first: [],
    steps: [...(generated?.change.steps ?? []), ...typed, ...nulls],
    questions: generated?.change.questions ?? [],
    disturbs: typed.length > 0 || (generated?.change.disturbs ?? false),
  };
}

/** SET EXPRESSION exists since this version. */
const SET_EXPRESSION = 17;

const expressionOf = (text: string): string =>
  /\bAS\s*\(([^]*)\)\s*(?:STORED|VIRTUAL)?\s*$/i.exec(text)?.[1] ?? text;
const isStored = (text: string): boolean => /\bSTORED\s*$/i.test(text);

function generatedChange(
  before: Column,
  after: Column,
  text: string,
  context: ColumnContext,
): { change: ColumnChange; whole: boolean } | undefined {
  const [was, is] = [before, after].map((column) => constraintOf(column, 'CONSTR_GENERATED'));
  const name = quoteIdentifier(after.name);
  if (!was && !is) return undefined;
  if (!is) {
    const step: Step = {
      sql: alter(context, `ALTER COLUMN ${name} DROP EXPRESSION IF EXISTS`),
      when: columnWhere(context.table, after.name, `attgenerated <> ''`),
    };
    return isStored(was!.text)
      ? { change: { ...none, steps: [step] }, whole: false }
      : { change: again(before, after, text, context, 'is no longer generated'), whole: true };
  }
  if (!was) return { change: again(before, after, text, context, 'becomes generated'), whole: true };
  if (was.text === is.text) return undefined;
  if (isStored(was.text) === isStored(is.text) && context.version >= SET_EXPRESSION)
    return {
      change: {
        ...none,
        disturbs: false,
        steps: [
          {
            sql: alter(context, `ALTER COLUMN ${name} SET EXPRESSION AS (${expressionOf(is.text)})`),
            when: generatedPending(after, is.text, context),
          },
        ],
      },
      whole: false,
    };
  return { change: again(before, after, text, context, undefined), whole: true };
}

/** True where the column isn't generated like that: in a row, or when it is read. */
const generatedPending = ({ name }: Column, text: string, { table }: ColumnContext): RowCondition =>
  columnWhere(
    table,
    name,
    `NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE adrelid = attrelid AND adnum = attnum AND attgenerated = '${isStored(text) ? 's' : 'v'}' AND pg_get_expr(adbin, adrelid) = ${quoteLiteral(expressionOf(text))})`,
  );

/** The column is dropped and added: its values are computed again, unless rows gave them. */
function again(
  before: Column,
  after: Column,
  text: string,
  context: ColumnContext,
  what: string | undefined,
): ColumnChange {
  const { table } = context;
  const generated = constraintOf(after, 'CONSTR_GENERATED');
  const pending = generated
    ? generatedPending(after, generated.text, context)
    : columnWhere(table, after.name, `attgenerated <> ''`);
  const loses =
    isGenerated(before) || what === undefined ? {} : { loses: `column ${shownColumn(context, before)}` };
  return {
    first: [{ sql: alter(context, `DROP COLUMN ${quoteIdentifier(after.name)}`), when: pending, ...loses }],
    steps: [{ sql: alter(context, `ADD COLUMN IF NOT EXISTS ${text}`) }],
    questions: [],
    disturbs: true,
  };
}

/** A generated column must go while the type of a column that it reads changes. */
export const remadeColumn = (
  column: Column,
  text: string,
  context: ColumnContext,
  pending: Condition,
): ColumnChange => ({
  ...none,
  first: [{ sql: alter(context, `DROP COLUMN IF EXISTS ${quoteIdentifier(column.name)}`), when: pending }],
  steps: [{ sql: alter(context, `ADD COLUMN IF NOT EXISTS ${text}`) }],
  disturbs: true,
});
