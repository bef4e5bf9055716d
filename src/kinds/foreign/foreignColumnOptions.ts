/**
 * ALTER FOREIGN TABLE … ALTER COLUMN c OPTIONS (…)  →  DO … IF EXISTS (the column, without options)
 * https://www.postgresql.org/docs/current/sql-alterforeigntable.html
 */
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { foundClass } from '../base/dropped.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';
import { optionsIn, optionSteps } from './options.js';
import type { Step } from '../base/verbs.js';

const optionsOf = ({ statement }: SchemaObject): ReadonlyMap<string, string> => {
  const def = tableAction(statement)?.command.def;
  return optionsIn(def && 'List' in def ? def.List.items : []);
};

function changedTo(
  { statement }: SchemaObject,
  before: ReadonlyMap<string, string>,
  after: typeof before,
): Step[] {
  const { table, command } = tableAction(statement)!;
  const column = command.name ?? '';
  return optionSteps(
    `ALTER FOREIGN TABLE ${quoteName(table)} ALTER COLUMN ${quoteIdentifier(column)}`,
    where('pg_attribute', `attrelid = ${foundClass(table)}`, `attname = ${quoteLiteral(column)}`),
    'attfdwoptions',
    { before, after },
  );
}

export const foreignColumnOptions: Kind<'foreignColumnOptions', 'AT_AlterColumnGenericOptions'> = {
  name: 'foreignColumnOptions',
  label: 'options of column',
  family: 'none',
  headings: [],
  unique: false,
  about: true,
  nodes: ['AT_AlterColumnGenericOptions'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command } = found;
    return describe(this, statement, {
      name: { schema: table.schema, name: command.name ?? '' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
      order: command.name ?? '',
    });
  },
  guard({ sql, statement }) {
    const { table, command } = tableAction(statement)!;
    return {
      sql,
      when: where(
        'pg_attribute',
        `attrelid = ${regclass(table)}`,
        `attname = ${quoteLiteral(command.name ?? '')}`,
        'attfdwoptions IS NULL',
      ),
    };
  },
  drop: (object) => changedTo(object, optionsOf(object), new Map()),
  alter: (before, after) => ({ steps: changedTo(after, optionsOf(before), optionsOf(after)) }),
};
