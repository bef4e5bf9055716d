/**
 * The statements that turn the columns of a table into others, each guarded by the state that it finds.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { type Condition, type RowCondition, where } from '../../kinds/base/kind.js';
import type { Step } from '../../kinds/base/verbs.js';
import type { Question } from '../base/question.js';
import { type Column, constraintOf, textWithout } from './columnParts.js';
import { refusedValues } from './removedValues.js';
import { type Domains, lossOf, usingClause } from './typeChange.js';

export interface ColumnContext {
  readonly table: Name;
  readonly version: number;
  readonly domains: { readonly before: Domains; readonly after: Domains };
  /** SQL expressions for rows that exist, by column. */
  readonly values: ReadonlyMap<string, string>;
  /** Types and collations that are made anew: their columns are converted by way of text. */
  readonly remade: (column: Column) => boolean;
  /** Values that the type of the column no longer has. */
  readonly removed: (column: Column) => readonly string[];
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

export const none: ColumnChange = { first: [], steps: [], questions: [], disturbs: false };

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

export const shownColumn = (
  { table }: Pick<ColumnContext, 'table'>,
  { name }: Pick<Column, 'name'>,
): string => `${quoteName(table)}.${quoteIdentifier(name)}`;

export const isGenerated = (column: Column): boolean =>
  constraintOf(column, 'CONSTR_GENERATED') !== undefined;
export const isNotNull = (column: Column): boolean =>
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
          code: 'diff/value',
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
export function filled({ name }: Column, value: string, context: ColumnContext): Step[] {
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

export const setNotNull = (name: string, column: Column, context: ColumnContext): Step => ({
  sql: alter(context, `ALTER COLUMN ${name} SET NOT NULL`),
  when: columnWhere(context.table, column.name, 'NOT attnotnull'),
});

/** pg_dump goes on to write OVERRIDING SYSTEM VALUE for a table whose dropped column was GENERATED ALWAYS AS IDENTITY. */
export function droppedColumn(column: Column, context: ColumnContext): Step[] {
  const name = quoteIdentifier(column.name);
  const identity = constraintOf(column, 'CONSTR_IDENTITY');
  const loses =
    isGenerated(column) || context.isEmpty ? {} : { loses: `column ${shownColumn(context, column)}` };
  return [
    ...(identity
      ? [
          {
            sql: alter(context, `ALTER COLUMN ${name} DROP IDENTITY IF EXISTS`),
            when: columnWhere(context.table, column.name, `attidentity <> ''`),
          },
        ]
      : []),
    { sql: alter(context, `DROP COLUMN IF EXISTS ${name}`), ...loses },
  ];
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

export function typeStep(before: Column, after: Column, context: ColumnContext): Step[] {
  if (!isTypeChanged(before, after, context)) return [];
  const name = quoteIdentifier(after.name);
  const collation = after.collation === '' ? '' : ` ${after.collation}`;
  const using = context.remade(after)
    ? ` USING ${name}::text::${after.type}`
    : usingClause(name, before, after, context.domains);
  const loss = lossOf(before, after, context.domains);
  return [
    ...refusedValues(context.table, after, context.removed(after)),
    {
      sql: alter(context, `ALTER COLUMN ${name} TYPE ${after.type}${collation}${using}`),
      when: typePending(after, context, after),
      ...(loss === undefined ? {} : { loses: `${loss} of column ${shownColumn(context, after)}` }),
    },
  ];
}
