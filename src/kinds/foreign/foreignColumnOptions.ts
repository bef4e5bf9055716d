/**
 * ALTER FOREIGN TABLE … ALTER COLUMN c OPTIONS (…)  →  DO … IF EXISTS (the column, without options)
 * https://www.postgresql.org/docs/current/sql-alterforeigntable.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';

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
};
