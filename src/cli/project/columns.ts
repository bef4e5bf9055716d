/** Columns from the command line, as SQL, each with the table that it refers to. */
import { type AuthoredColumn, column, SqlError } from '../../authoredSql/sql.js';
import { quoteName } from '../../catalog/names.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { didYouMean } from '../../didYouMean.js';
import { tableFrom } from './names.js';

/** @param references each as `column=schema.table` @throws InputError */
export function columnTexts(columns: readonly string[], references: readonly string[]): string[] {
  const read = columns.map(columnFrom);
  const targets = new Map(references.map((text) => referenceFrom(text, read)));
  return read.map(({ name, sql }) => {
    const target = targets.get(name);
    return target === undefined ? sql : `${sql} REFERENCES ${target}`;
  });
}

function columnFrom(text: string): AuthoredColumn {
  try {
    return column(text);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new InputError('project/column', `--column ${JSON.stringify(text)}: ${error.message}`, {
      help: "Write it like --column 'amount numeric(12,2) NOT NULL DEFAULT 0'.",
    });
  }
}

function referenceFrom(
  text: string,
  columns: readonly AuthoredColumn[],
): readonly [column: string, table: string] {
  const [, name = '', table = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const names = columns.map((one) => one.name);
  if (!names.includes(name))
    throw new InputError(
      'project/column',
      `--references ${JSON.stringify(text)} names no column of --column.`,
      {
        help: didYouMean(name, names) ?? 'Write it like --references patient_id=clinical.patients',
      },
    );
  return [name, quoteName(tableFrom(table, 'references'))];
}
