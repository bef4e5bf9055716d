/**
 * COPY core.visits FROM stdin, INSERT INTO core.visits: the rows of a table; and what pg_dump puts around them
 * (DISABLE TRIGGER ALL).
 * https://www.postgresql.org/docs/current/sql-copy.html
 */
import { quoteName } from '../catalog/names.js';
import { keyword, tokens } from '../source/tokens.js';
import { onTable, tableAction } from './alterTable.js';
import { describe, type Kind } from './kind.js';
import type { Statement } from '../catalog/statement.js';

/** The table's name as the statement spells it; rows are not parsed. */
function spelledTable({ text }: Statement): string {
  const all = tokens(text.slice(0, 400).replace(/'[^']*$/, ''));
  const from = keyword(text, all[0]) === 'INSERT' ? 2 : 1;
  let to = from + 1;
  while (keyword(text, all[to]) === '.') to += 2;
  return text.slice(all[from]?.start ?? 0, all[to - 1]?.end ?? 0);
}

export const tableData: Kind = {
  name: 'tableData',
  label: 'rows of',
  nodes: ['AlterTableStmt'],
  read(statement) {
    if (statement.raw.kind === 'copy' || statement.raw.kind === 'insert') {
      const table = spelledTable(statement);
      const object = describe(this, statement, { name: { schema: undefined, name: table }, section: 'Others', needs: [] });
      return { ...object, id: `rows of ${table}` };
    }
    const found = tableAction(statement);
    if (!found || !/^AT_(Enable|Disable)Trig(All|User)$/.test(found.action ?? '')) return undefined;
    const object = describe(this, statement, { name: found.table, section: 'Others', needs: [], suffix: onTable(found.table) });
    return { ...object, id: `triggers while loading ${quoteName(found.table)}` };
  },
  guard: ({ sql }) => ({ sql }),
};
