/**
 * ALTER TABLE … ALTER COLUMN id ADD GENERATED … AS IDENTITY (…)  →  DO … IF EXISTS (the column, without identity)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { alterRelation, whereColumn } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';
import { alterIdentity, identitySequence } from './alterIdentity.js';

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
    return describe(this, statement, {
      name: { schema: table.schema, name: command.name ?? '' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
      order: command.name ?? '',
      provides: [relationKey(identitySequence(statement))],
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
  drop({ statement }) {
    const { table, command } = tableAction(statement)!;
    const name = command.name ?? '';
    const sql = alterRelation(statement, `ALTER COLUMN ${quoteIdentifier(name)} DROP IDENTITY`);
    const loses = `value of the identity of column ${quoteName(table)}.${quoteIdentifier(name)}`;
    return [{ sql, when: whereColumn(table, name, `attidentity <> ''`), loses }];
  },
  alter: (before, after) => ({ steps: alterIdentity(before, after) }),
};
