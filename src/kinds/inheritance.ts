/**
 * ALTER TABLE core.lab_doc INHERIT core.base_doc  →  DO … IF NOT EXISTS (its row of pg_inherits)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { RangeVar } from '../grammar.js';
import { quoteName, relationName } from '../catalog/names.js';
import { placed } from '../catalog/object.js';
import { ranks, relationKey, tableAction } from './alterTable.js';
import { regclass } from './edit.js';
import { describe, type Kind, unless } from './kind.js';

export const inheritance: Kind = {
  name: 'inheritance',
  label: 'inheritance',
  nodes: ['AT_AddInherit'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const parent = placed(relationName((found.command.def as { RangeVar: RangeVar }).RangeVar), statement);
    return describe(this, statement, {
      name: found.table,
      suffix: ` of ${quoteName(parent)}`,
      section: 'Tables',
      parent: relationKey(found.table),
      rank: ranks.column,
    });
  },
  guard({ sql, statement }) {
    const { table, command } = tableAction(statement)!;
    const parent = placed(relationName((command.def as { RangeVar: RangeVar }).RangeVar), statement);
    return {
      sql,
      when: unless('pg_inherits', `inhrelid = ${regclass(table)}`, `inhparent = ${regclass(parent)}`),
    };
  },
};
