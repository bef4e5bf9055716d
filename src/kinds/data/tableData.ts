/**
 * COPY core.visits FROM stdin, INSERT INTO core.visits: the rows of a table; and the statements around them (DISABLE
 * TRIGGER ALL).
 * https://www.postgresql.org/docs/current/sql-copy.html
 */
import { quoteName } from '../../catalog/names.js';
import { keyword, skipBlank, type Token, tokenAt } from '../../source/tokens.js';
import { onTable, tableAction } from '../base/alterTable.js';
import { describe, type Kind } from '../base/kind.js';
import type { Statement } from '../../catalog/statement.js';

/** The table's name as in the statement; rows are not parsed. */
function spelledTable({ text }: Statement): string {
  const next = (from: number): Token => tokenAt(text, skipBlank(text, from));
  let word = next(0);
  for (const skipped of ['INSERT', 'INTO', 'COPY'])
    if (keyword(text, word) === skipped) word = next(word.end);
  const { start } = word;
  while (text[word.end] === '.') word = tokenAt(text, word.end + 1);
  return text.slice(start, word.end);
}

export const tableData: Kind<
  'tableData',
  'AT_EnableTrigAll' | 'AT_DisableTrigAll' | 'AT_EnableTrigUser' | 'AT_DisableTrigUser'
> = {
  name: 'tableData',
  label: 'rows of',
  family: 'none',
  headings: ['TABLE DATA'],
  unique: false,
  leftOut: { as: 'data', why: 'table data' },
  nodes: ['AT_EnableTrigAll', 'AT_DisableTrigAll', 'AT_EnableTrigUser', 'AT_DisableTrigUser'],
  read(statement) {
    if (statement.raw.kind === 'copy' || statement.raw.kind === 'insert') {
      const table = spelledTable(statement);
      const object = describe(this, statement, {
        name: { schema: undefined, name: table },
        section: 'Others',
        needs: [],
      });
      return { ...object, id: `rows of ${table}` };
    }
    const found = tableAction(statement);
    if (!found) return undefined;
    const object = describe(this, statement, {
      name: found.table,
      section: 'Others',
      needs: [],
      suffix: onTable(found.table),
    });
    return { ...object, id: `triggers while loading ${quoteName(found.table)}` };
  },
  guard: ({ sql }) => ({ sql }),
};
