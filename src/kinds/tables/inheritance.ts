/**
 * ALTER TABLE core.lab_doc INHERIT core.base_doc  →  DO … IF NOT EXISTS (its row of pg_inherits)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { RangeVar } from '../../grammar.js';
import { type Name, quoteName, relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { ranks, relationKey, tableAction } from '../base/alterTable.js';
import { existing, step } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';

/** The parent table of INHERIT. */
export function parentOf(statement: Statement): Name | undefined {
  const found = tableAction(statement);
  if (found?.action !== 'AT_AddInherit') return undefined;
  return placed(relationName((found.command.def as { RangeVar: RangeVar }).RangeVar), statement);
}

export const inheritance: Kind<'inheritance', 'AT_AddInherit'> = {
  name: 'inheritance',
  label: 'inheritance',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['AT_AddInherit'],
  read(statement) {
    const parent = parentOf(statement);
    if (!parent) return undefined;
    const { table } = tableAction(statement)!;
    return describe(this, statement, {
      name: table,
      suffix: ` of ${quoteName(parent)}`,
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
    });
  },
  guard({ sql, statement }) {
    const { table } = tableAction(statement)!;
    const parent = parentOf(statement)!;
    return {
      sql,
      when: unless('pg_inherits', `inhrelid = ${regclass(table)}`, `inhparent = ${regclass(parent)}`),
    };
  },
  drop({ statement }) {
    const { table } = tableAction(statement)!;
    const parent = parentOf(statement)!;
    return step(
      `ALTER TABLE ${quoteName(table)} NO INHERIT ${quoteName(parent)}`,
      where('pg_inherits', `inhrelid = ${existing(table)}`, `inhparent = ${existing(parent)}`),
    );
  },
};
