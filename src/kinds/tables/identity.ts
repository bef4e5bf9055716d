/**
 * ALTER TABLE … ALTER COLUMN id ADD GENERATED … AS IDENTITY (…)  →  DO … IF EXISTS (the column, without identity)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { Constraint } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';
import { sequenceName } from './table.js';

export const identity: Kind<'identity', 'AT_AddIdentity'> = {
  name: 'identity',
  label: 'identity',
  family: 'none',
  headings: ['SEQUENCE'],
  unique: false,
  nodes: ['AT_AddIdentity'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command } = found;
    const { options = [] } = (command.def as { Constraint: Constraint }).Constraint;
    const sequence = options.flatMap(sequenceName)[0] ?? {
      schema: table.schema,
      name: `${table.name}_${command.name}_seq`,
    };
    return describe(this, statement, {
      name: { schema: table.schema, name: command.name ?? '' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
      order: command.name ?? '',
      provides: [relationKey(placed(sequence, statement))],
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
        `attidentity = ''`,
      ),
    };
  },
};
