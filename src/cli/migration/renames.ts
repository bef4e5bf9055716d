/** Renames run before everything else: the rest of the migration is planned from a schema in which they are done. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { doBlock } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { assignment, pathOf, shownPath } from './decisions.js';

export interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** @throws InputError where a rename has no such form, or moves a column to another table */
export function renameOf(word: string): Rename {
  const { path: from, value } = assignment(word, '--rename');
  const to = pathOf(value, '--rename');
  const isColumn = from.length === 3;
  const moved = isColumn && (to.length !== 3 || shownPath(to.slice(0, 2)) !== shownPath(from.slice(0, 2)));
  if (from.length !== to.length || moved)
    throw new InputError('cli/value', `--rename ${word} has no such form.`, {
      help: 'A table gets another name or schema; a column another name in the same table, after the rename of its table.',
    });
  return { from, to };
}

/** The plain statements, as a database with the old schema runs them. */
export function renameStatements({ from, to }: Rename): string[] {
  const [schema = '', table = '', column] = from;
  const [newSchema = '', newTable = '', newColumn = ''] = to;
  const name = quoteName({ schema, name: table });
  if (column !== undefined)
    return [`ALTER TABLE ${name} RENAME COLUMN ${quoteIdentifier(column)} TO ${quoteIdentifier(newColumn)}`];
  return [
    ...(table === newTable ? [] : [`ALTER TABLE ${name} RENAME TO ${quoteIdentifier(newTable)}`]),
    ...(schema === newSchema
      ? []
      : [`ALTER TABLE ${quoteName({ schema, name: newTable })} SET SCHEMA ${quoteIdentifier(newSchema)}`]),
  ];
}

/** The statements in a block that runs only while the old name exists. */
export function renameText(rename: Rename, tab: string): string {
  const [schema = '', table = '', column] = rename.from;
  const name = quoteLiteral(quoteName({ schema, name: table }));
  const exists =
    column === undefined
      ? `to_regclass(${name}) IS NOT NULL`
      : `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass(${name}) AND attname = ${quoteLiteral(column)} AND NOT attisdropped)`;
  const body = [
    `${tab}IF ${exists} THEN`,
    ...renameStatements(rename).map((statement) => `${tab}${tab}${statement};`),
    `${tab}END IF;`,
  ];
  const what = column === undefined ? 'table' : 'column';
  return `-- Rename ${what} ${shownPath(rename.from).replace(/[\r\n]/g, ' ')}\n${doBlock('guard', body)};`;
}
