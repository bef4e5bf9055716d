/**
 * ALTER TABLE core.visits ADD COLUMN note text  →  ALTER TABLE core.visits ADD COLUMN IF NOT EXISTS note text
 * pg_dump never writes it; hand-written files do.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { ColumnDef } from '../../grammar.js';
import { keyword, tokens } from '../../source/tokens.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

/** Adds the optional word COLUMN: `ADD note text` means the same. */
function addColumn(text: string): string {
  const all = tokens(text, 12);
  const add = all.findIndex((token) => keyword(text, token) === 'ADD');
  const said = keyword(text, all[add + 1]) === 'COLUMN';
  return said ? text : `${text.slice(0, all[add]!.end)} COLUMN${text.slice(all[add]!.end)}`;
}

export const column: Kind<'column', 'AT_AddColumn'> = {
  name: 'column',
  label: 'column',
  family: 'none',
  headings: [],
  unique: false,
  expressions: { label: 'column', run: 'write' },
  nodes: ['AT_AddColumn'],
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { colname = '' } = (found.command.def as { ColumnDef: ColumnDef }).ColumnDef;
    return describe(this, statement, {
      name: { schema: found.table.schema, name: colname },
      suffix: onTable(found.table),
      section: 'Tables',
      parent: relationKey(found.table),
      rank: ranks.column,
      // Columns keep the order in which they were added.
      order: `\0${String(statement.raw.index).padStart(8, '0')}`,
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(addColumn(sql), 'COLUMN') }),
};
