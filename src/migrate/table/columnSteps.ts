/**
 * The statements that turn the columns of a table into others, each guarded by the state that it finds.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { type Condition, type RowCondition, where } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import type { Question } from '../base/question.js';
import { type Column, constraintOf, textWithout } from './columnParts.js';
import { type Domains, lossOf, usingClause } from './typeChange.js';

export interface ColumnContext {
  readonly table: Name;
  readonly version: number;
  readonly domains: { readonly before: Domains; readonly after: Domains };
  /** SQL expressions for rows that exist, by column. */
  readonly values: ReadonlyMap<string, string>;
  /** Types and collations that are made anew: their columns are converted by way of text. */
  readonly remade: (column: Column) => boolean;
  /** For a generated column whose expression calls a routine that is made anew: true in SQL while that isn't done. */
  readonly regenerated: (column: Column) => Condition | undefined;
  /** FORCE applies policies to the owner, whose UPDATE would find no rows. */
  readonly forced: boolean;
  /** The table holds no rows: it is foreign, or the migration creates it. */
  readonly isEmpty?: boolean;
}

export interface ColumnChange {
  /** Before all others: generated columns whose source changes its type. */
  readonly first: readonly Step[];
  readonly steps: readonly Step[];
  readonly questions: readonly Question[];
  /** The column's dependents must be dropped before, and created again after. */
  readonly disturbs: boolean;
}

const none: ColumnChange = { first: [], steps: [], questions: [], disturbs: false };

/** A row of pg_attribute for the column, with this property. */
export const columnWhere = (table: Name, column: string, ...conditions: readonly string[]): RowCondition =>
  where(
    'pg_attribute',
    `attrelid = to_regclass(${quoteLiteral(quoteName(table))})`,
    `attname = ${quoteLiteral(column)}`,
    'NOT attisdropped',
    ...conditions,
  );

/** Alters the table, and only that: partitions and children follow it. */
export const alter = ({ table }: Pick<ColumnContext, 'table'>, action: string): string =>
  `ALTER TABLE ${quoteName(table)} ${action}`;

const shownColumn = ({ table }: Pick<ColumnContext, 'table'>, { name }: Pick<Column, 'name'>): string =>
  `${quoteName(table)}.${quoteIdentifier(name)}`;

const isGenerated = (column: Column): boolean => constraintOf(column, 'CONSTR_GENERATED') !== undefined;
const isNotNull = (column: Column): boolean =>
  constraintOf(column, 'CONSTR_NOTNULL', 'CONSTR_PRIMARY') !== undefined;

/** True where ADD COLUMN gives rows that exist a value of its own. */
const startsWithValue = (column: Column): boolean => {
  const start = constraintOf(column, 'CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED');
  return (
    (start !== undefined && !/^DEFAULT\s+NULL\b/i.test(start.text)) ||
    /^(small|big)?serial[248]?$/i.test(column.type)
  );
};

export function addedColumn(column: Column, text: string, context: ColumnContext): ColumnChange {
  const name = quoteIdentifier(column.name);
  const value = context.values.get(column.name);
  const add = (definition: string): Step => ({
    sql: alter(context, `ADD COLUMN IF NOT EXISTS ${definition}`),
  });
  if (context.isEmpty || !isNotNull(column) || startsWithValue(column))
    return { ...none, steps: [add(text)] };
  if (value === undefined) {
    const shown = shownColumn(context, column);
    return {
      ...none,
      questions: [
        {
          kind: 'value',
          object: shown,
          message: `Column ${shown} is NOT NULL and has no default, so rows that exist need a value.`,
          help: `Add --value '${shown}=SQL expression', which may use the other columns of the row.`,
        },
      ],
    };
  }
  const nullable = textWithout(column, ({ type }) => type === 'CONSTR_NOTNULL');
  return {
    ...none,
    steps: [add(nullable), ...filled(column, value, context), setNotNull(name, column, context)],
  };
}

/** Fills rows that have no value; under FORCE the owner sees none of them. */
function filled({ name }: Column, value: string, context: ColumnContext): Step[] {
  const column = quoteIdentifier(name);
  const update = `UPDATE ${quoteName(context.table)} SET ${column} = (${value}) WHERE ${column} IS NULL`;
  const when = columnWhere(context.table, name, 'NOT attnotnull');
  if (!context.forced) return [{ sql: update, when }];
  return [
    {
      sql: update,
      when,
      around: [alter(context, 'NO FORCE ROW LEVEL SECURITY'), alter(context, 'FORCE ROW LEVEL SECURITY')],
    },
  ];
}

const setNotNull = (name: string, column: Column, context: ColumnContext): Step => ({
  sql: alter(context, `ALTER COLUMN ${name} SET NOT NULL`),
  when: columnWhere(context.table, column.name, 'NOT attnotnull'),
});

export const droppedColumn = (column: Column, context: ColumnContext): Step => {
  const loses =
    isGenerated(column) || context.isEmpty ? {} : { loses: `column ${shownColumn(context, column)}` };
  return { sql: alter(context, `DROP COLUMN IF EXISTS ${quoteIdentifier(column.name)}`), ...loses };
};

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

export const isTypeChanged = (before: Column, after: Column, { remade }: ColumnContext): boolean =>
  before.type !== after.type || before.collation !== after.collation || remade(after);

/** True where the database's column doesn't have this type and collation yet. */
export function typePending(
  { name, type, collation }: Column,
  { table, remade }: ColumnContext,
  column: Column,
): RowCondition {
  const other = remade(column)
    ? 'true'
    : `(format_type(atttypid, atttypmod) <> ${quoteLiteral(type)} OR attcollation IS DISTINCT FROM ${
        collation === ''
          ? '(SELECT typcollation FROM pg_catalog.pg_type t WHERE t.oid = atttypid)'
          : `${quoteLiteral(collation.replace(/^COLLATE\s+/i, ''))}::regcollation`
      })`;
  return columnWhere(table, name, other);
}

function typeStep(before: Column, after: Column, context: ColumnContext): Step[] {
  if (!isTypeChanged(before, after, context)) return [];
  const name = quoteIdentifier(after.name);
  const collation = after.collation === '' ? '' : ` ${after.collation}`;
  const using = context.remade(after)
    ? ` USING ${name}::text::${after.type}`
    : usingClause(name, before, after, context.domains);
  const loss = lossOf(before, after, context.domains);
  return [
    {
      sql: alter(context, `ALTER COLUMN ${name} TYPE ${after.type}${collation}${using}`),
      when: typePending(after, context, after),
      ...(loss === undefined ? {} : { loses: `${loss} of column ${shownColumn(context, after)}` }),
    },
  ];
}

function nullSteps(before: Column, after: Column, context: ColumnContext): Step[] {
  const [was, is] = [isNotNull(before), isNotNull(after)];
  const name = quoteIdentifier(after.name);
  if (was === is) return renamedNotNull(before, after, context);
  if (!is)
    return [
      {
        sql: alter(context, `ALTER COLUMN ${name} DROP NOT NULL`),
        when: columnWhere(context.table, after.name, 'attnotnull'),
      },
    ];
  const value = context.values.get(after.name);
  const named = constraintOf(after, 'CONSTR_NOTNULL')?.node.conname;
  const set: Step =
    named === undefined
      ? setNotNull(name, after, context)
      : {
          sql: alter(context, `ADD CONSTRAINT ${quoteIdentifier(named)} NOT NULL ${name}`),
          when: columnWhere(context.table, after.name, 'NOT attnotnull'),
        };
  return [...(value === undefined ? [] : filled(after, value, context)), set];
}

/** Since 18 a NOT NULL has a name. */
function renamedNotNull(before: Column, after: Column, context: ColumnContext): Step[] {
  const [from, to] = [before, after].map((column) => constraintOf(column, 'CONSTR_NOTNULL')?.node.conname);
  if (from === to || from === undefined || to === undefined) return [];
  return [
    {
      sql: alter(context, `RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`),
      when: where(
        'pg_constraint',
        `conrelid = to_regclass(${quoteLiteral(quoteName(context.table))})`,
        `conname = ${quoteLiteral(from)}`,
        `contype = 'n'`,
      ),
    },
  ];
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
            when: generatedPending(after, expressionOf(is.text), context),
          },
        ],
      },
      whole: false,
    };
  return { change: again(before, after, text, context, undefined), whole: true };
}

const generatedPending = ({ name }: Column, expression: string, { table }: ColumnContext): RowCondition =>
  columnWhere(
    table,
    name,
    `NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE adrelid = attrelid AND adnum = attnum AND attgenerated <> '' AND pg_get_expr(adbin, adrelid) = ${quoteLiteral(expression)})`,
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
    ? generatedPending(after, expressionOf(generated.text), context)
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
