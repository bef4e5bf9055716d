/** From one definition of a table to another, keeping its rows. https://www.postgresql.org/docs/current/sql-altertable.html */
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { type CreateStmt, type Node, nodeOf } from '../../grammar.js';
import { where } from '../../kinds/base/kind.js';
import type { Alteration, Step } from '../../kinds/base/verbs.js';
import type { Table } from '../../kinds/tables/table.js';
import { names } from '../base/words.js';
import type { Question } from '../base/question.js';
import { type Column, columnsOf, constraintOf } from './columnParts.js';
import {
  addedColumn,
  alter,
  changedColumn,
  type ColumnChange,
  type ColumnContext,
  droppedColumn,
  isTypeChanged,
  remadeColumn,
  typePending,
} from './columnSteps.js';

export interface TableAlteration extends Alteration {
  /** Columns that are dropped: an altered object that named one must be dropped before. */
  readonly dropped: readonly string[];
  readonly added: readonly string[];
  readonly questions: readonly Question[];
}

export interface TableContext extends Omit<ColumnContext, 'table'> {
  /** Columns whose changes come from a parent, of which this table is a partition or child. */
  readonly fromParent: ReadonlySet<string>;
}

/** @returns undefined for a change that PostgreSQL has no form for */
export function tableAlteration(before: Table, after: Table, context: TableContext): TableAlteration {
  const own = { ...context, table: after.name };
  const whole = wholeSteps(before, after);
  const columns = columnChanges(before, after, own);
  return {
    ...columns,
    steps: [...columns.steps, ...whole.steps],
    questions: [...columns.questions, ...whole.questions],
  };
}

/** A typed table's columns have no types of their own. */
const elementTexts = ({ elements = [] }: Table): string[] =>
  elements.flatMap(({ column, text }) => (column?.typeName ? [text] : []));

interface Pair {
  readonly before: Column | undefined;
  readonly after: Column | undefined;
  readonly text: string;
}

function pairsOf(before: Table, after: Table): Pair[] {
  const texts = elementTexts(after);
  const [old, now] = [columnsOf(elementTexts(before)), columnsOf(texts)];
  const byName = new Map(old.map((column) => [column.name, column]));
  const names = new Set(now.map(({ name }) => name));
  return [
    ...old
      .filter(({ name }) => !names.has(name))
      .map((column) => ({ before: column, after: undefined, text: '' })),
    ...now.map((column, at) => ({ before: byName.get(column.name), after: column, text: texts[at]! })),
  ];
}

function columnChanges(before: Table, after: Table, context: ColumnContext & TableContext): TableAlteration {
  const pairs = pairsOf(before, after).filter(
    ({ before: old, after: now }) => !context.fromParent.has((now ?? old)!.name),
  );
  const retyped = pairs.flatMap(({ before: old, after: now }) =>
    old && now && isTypeChanged(old, now, context) ? [now] : [],
  );
  const dropped = pairs.flatMap(({ before: old, after: now }) => (old && !now ? [old] : []));
  const added = pairs.flatMap(({ before: old, after: now }) => (now && !old ? [now.name] : []));
  const changes = pairs.flatMap(({ before: old, after: now, text }): (ColumnChange & { name: string })[] => {
    if (!now) return [];
    if (!old) return [{ ...addedColumn(now, text, context), name: now.name }];
    const source = readsOneOf(now, retyped) ?? readsOneOf(old, retyped);
    const pending = source ? typePending(source, context, source) : context.regenerated(now);
    const change =
      pending && constraintOf(old, 'CONSTR_GENERATED') && constraintOf(now, 'CONSTR_GENERATED')
        ? remadeColumn(now, text, context, pending)
        : changedColumn(old, now, text, context);
    return [{ ...change, name: now.name }];
  });
  return {
    steps: [
      ...changes.flatMap(({ first }) => first),
      ...dropped.map((column) => droppedColumn(column, context)),
      ...changes.flatMap(({ steps }) => steps),
    ],
    columns: changes.filter(({ disturbs }) => disturbs).map(({ name }) => name),
    dropped: dropped.map(({ name }) => name),
    added,
    questions: changes.flatMap(({ questions }) => questions),
  };
}

/** A column whose type changes and that the expression of this one reads. */
function readsOneOf(column: Column, retyped: readonly Column[]): Column | undefined {
  const text = constraintOf(column, 'CONSTR_GENERATED')?.text;
  return text === undefined
    ? undefined
    : retyped.find(({ name }) => name !== column.name && names(text, name));
}

const statementOf = (table: Table): CreateStmt => nodeOf(table.statement, 'CreateStmt');
const persistenceOf = (table: Table): string => statementOf(table).relation?.relpersistence ?? 'p';

/** What belongs to the table as a whole: storage, parents, options, partitioning. */
function wholeSteps(before: Table, after: Table): { steps: Step[]; questions: Question[] } {
  const table = after.name;
  const id = `table ${quoteName(table)}`;
  const [old, now] = [statementOf(before), statementOf(after)];
  const impossible = (message: string, help: string): { steps: Step[]; questions: Question[] } => ({
    steps: [],
    questions: [{ kind: 'impossible', object: id, message, help }],
  });
  if (partitioning(old) !== partitioning(now))
    return impossible(
      `Table ${quoteName(table)} ${old.partspec && now.partspec ? 'is partitioned in another way' : now.partspec ? 'becomes partitioned' : 'is no longer partitioned'}; PostgreSQL cannot convert a table that has rows.`,
      'Write this step by hand: create the new table under another name, copy the rows, and rename it. Then run diff again.',
    );
  if (typeNames(old) !== typeNames(now) || (old.ofTypename && before.sql !== after.sql))
    return impossible(
      `Typed table ${quoteName(table)} changes; pg-baseline cannot plan that.`,
      'Write this step by hand with ALTER TABLE … OF, NOT OF or ALTER COLUMN, then run diff again.',
    );
  const steps: Step[] = [];
  if (persistenceOf(before) !== persistenceOf(after))
    steps.push({
      sql: alter({ table }, persistenceOf(after) === 'u' ? 'SET UNLOGGED' : 'SET LOGGED'),
      when: relationWhere(table, `relpersistence <> ${quoteLiteral(persistenceOf(after))}`),
    });
  steps.push(...inheritanceSteps(before, after), ...optionSteps(old, now, table));
  if (old.accessMethod !== now.accessMethod && now.accessMethod !== undefined)
    steps.push({
      sql: alter({ table }, `SET ACCESS METHOD ${quoteIdentifier(now.accessMethod)}`),
      when: relationWhere(
        table,
        `relam <> (SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(now.accessMethod)})`,
      ),
    });
  return { steps, questions: [] };
}

const relationWhere = (table: Name, condition: string) =>
  where('pg_class', `oid = to_regclass(${quoteLiteral(quoteName(table))})`, condition);

const bare = (value: unknown): string => JSON.stringify(value ?? null).replace(/,?"location":\d+/g, '');
const partitioning = ({ partspec }: CreateStmt): string => bare(partspec);
const typeNames = ({ ofTypename }: CreateStmt): string => bare(ofTypename);

function inheritanceSteps(before: Table, after: Table): Step[] {
  const [old, now] = [before.inherits.map(quoteName), after.inherits.map(quoteName)];
  const condition = (parent: string) => [
    `inhrelid = to_regclass(${quoteLiteral(quoteName(after.name))})`,
    `inhparent = to_regclass(${quoteLiteral(parent)})`,
  ];
  return [
    ...old
      .filter((parent) => !now.includes(parent))
      .map((parent): Step => ({
        sql: alter({ table: after.name }, `NO INHERIT ${parent}`),
        when: where('pg_inherits', ...condition(parent)),
      })),
    ...now
      .filter((parent) => !old.includes(parent))
      .map((parent): Step => ({
        sql: alter({ table: after.name }, `INHERIT ${parent}`),
        when: { ...where('pg_inherits', ...condition(parent)), row: 'missing' },
      })),
  ];
}

/** `fillfactor=70`, `toast.autovacuum_enabled=false`. */
function optionsOf(list: readonly Node[] = []): Map<string, string> {
  return new Map(
    list.flatMap((node): [string, string][] => {
      if (!('DefElem' in node)) return [];
      const { defnamespace, defname = '', arg } = node.DefElem;
      const name = defnamespace === undefined ? defname : `${defnamespace}.${defname}`;
      return [[name, valueOf(arg)]];
    }),
  );
}

function valueOf(arg: Node | undefined): string {
  if (!arg) return 'true';
  if ('String' in arg) return arg.String.sval ?? '';
  if ('Float' in arg) return arg.Float.fval ?? '';
  if ('Integer' in arg) return String(arg.Integer.ival ?? 0);
  if ('TypeName' in arg)
    return (arg.TypeName.names ?? []).flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : [])).join('.');
  return 'true';
}

function optionSteps(old: CreateStmt, now: CreateStmt, table: Name): Step[] {
  const [before, after] = [optionsOf(old.options), optionsOf(now.options)];
  const set = [...after].filter(([name, value]) => before.get(name) !== value);
  const reset = [...before.keys()].filter((name) => !after.has(name));
  const written = (name: string): string => name.split('.').map(quoteIdentifier).join('.');
  return [
    ...(set.length === 0
      ? []
      : [
          {
            sql: alter(
              { table },
              `SET (${set.map(([name, value]) => `${written(name)}=${quoteLiteral(value)}`).join(', ')})`,
            ),
          },
        ]),
    ...(reset.length === 0 ? [] : [{ sql: alter({ table }, `RESET (${reset.map(written).join(', ')})`) }]),
  ];
}
