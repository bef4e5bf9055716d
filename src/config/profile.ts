/** The keys of a compliance profile in the configuration file. */
import * as z from 'zod';
import { column, expression } from '../authoredSql/sql.js';
import { holdings } from '../settings/compliance.js';
import { checkSql, columnName, columnSql, group, listOf, oneOf, tables, text } from './values.js';

/** A check is added only if the tool added all its columns; with other columns it never would be. */
function namesItsColumns(
  checks: readonly string[],
  columns: readonly string[],
  context: z.core.$RefinementCtx,
): void {
  const names = columns.map((text) => column(text).name);
  checks.forEach((check, index) => {
    const other = expression(check).columns.find((name) => !names.includes(name));
    if (other === undefined) return;
    const message = `"${other}" is not a column of this profile.`;
    const params = { offset: Math.max(0, check.indexOf(other)) };
    context.addIssue({ code: 'custom', message, path: ['checks', index], params });
  });
}

/** A column of the dump keeps its own comment; for a misspelled column the comment would be lost. */
function explainsItsColumns(
  comments: readonly string[],
  columns: readonly string[],
  context: z.core.$RefinementCtx,
): void {
  const names = columns.map((text) => column(text).name);
  for (const name of comments.filter((one) => !names.includes(one)))
    context.addIssue({
      code: 'custom',
      message: `The comment on ${name} is for no column of this profile; its columns are ${names.join(', ')}.`,
      path: ['comments', name],
      params: { key: true },
    });
}

/** `compliance.<name>` of the configuration. */
export const profile = group({
  tables: tables.meta({
    description: 'Tables of the profile. A table gets the first profile that matches it.',
  }),
  holding: oneOf(holdings).optional().meta({
    description:
      'Which of these tables get the columns: all, or those whose rows hold a person, an amount of a transaction, or a record that is exchanged.',
    default: holdings[0],
  }),
  columns: listOf(columnSql, 'a list of columns as SQL', 'list of columns as SQL')
    .optional()
    .meta({ description: 'Columns that these tables get.' }),
  checks: listOf(checkSql, 'a list of conditions as SQL', 'list of conditions as SQL')
    .optional()
    .meta({ description: 'Conditions on these columns; each becomes a CHECK constraint.' }),
  comments: z
    .record(columnName, text('a text', 'text'), { error: 'columns, each with its meaning' })
    .optional()
    .meta({
      description: 'Meaning of each column. An added column gets it as its COMMENT.',
      title: 'columns, each with a text',
    }),
}).superRefine(({ checks = [], columns = [], comments = {} }, context) => {
  namesItsColumns(checks, columns, context);
  explainsItsColumns(Object.keys(comments), columns, context);
});
