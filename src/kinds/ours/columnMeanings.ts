/**
 * Comments on added columns, in one block per profile: a COMMENT for each column would be longer than the tables.
 *
 *   DO $meanings$ … COMMENT ON COLUMN billing.refunds.legal_hold IS '…' … $meanings$
 *
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import { sha256 } from '../../platform/digest.js';
import { blockTagOf, doBlock } from '../../catalog/dollarQuote.js';
import { quoteLiteral } from '../../catalog/names.js';
import { describe, type Kind } from '../base/kind.js';

/** A table, as in SQL, and its columns with a meaning. */
export interface Explained {
  readonly table: string;
  readonly columns: readonly string[];
}

const rows = (lines: readonly string[]): string => lines.map((line) => `      ${line}`).join(',\n');

/** Existing comments stay. */
export function columnMeaningsBlock(
  meanings: ReadonlyMap<string, string>,
  tables: readonly Explained[],
): string {
  const said = [...meanings].map(([name, meaning]) => `(${quoteLiteral(name)}, ${quoteLiteral(meaning)})`);
  const asked = tables.map(
    ({ table, columns }) => `(${quoteLiteral(table)}, ARRAY[${columns.map(quoteLiteral).join(', ')}])`,
  );
  return doBlock(
    'meanings',
    [
      `  FOR one IN
    SELECT a.attrelid::pg_catalog.regclass AS relation, a.attname AS name, m.meaning
    FROM (VALUES
${rows(said)}
    ) m (name, meaning)
    JOIN (VALUES
${rows(asked)}
    ) t (relation, columns) ON m.name = ANY (t.columns)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.relation::pg_catalog.regclass AND a.attname = m.name
    WHERE pg_catalog.col_description(a.attrelid, a.attnum) IS NULL
    ORDER BY t.relation, m.name
  LOOP
    EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', one.relation, one.name, one.meaning);
  END LOOP;`,
    ],
    ['  one record;'],
  );
}

export const columnMeanings: Kind<'columnMeanings', 'DoStmt'> = {
  name: 'columnMeanings',
  label: 'meanings of columns',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['DoStmt'],
  read(statement) {
    if (blockTagOf(statement.text) !== 'meanings' || (statement.tree && statement.tree.type !== 'DoStmt'))
      return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: sha256(statement.text).slice(0, 8) },
      section: 'Others',
      group: 'what added columns mean',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
  // The comments go with their columns.
  drop: () => [],
  alter: 'again',
};
