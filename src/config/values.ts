/** Types of values in a configuration, with the words for error messages. Imports zod, like schema.ts. */
import * as z from 'zod';
import { column, expression, SqlError } from '../authoredSql/sql.js';

/** Each schema's error completes the sentence "expected …"; its title is the README's text. */
export const text = (expected: string, title: string, pattern = /^[^]+$/) =>
  z.string({ error: expected }).regex(pattern, { error: expected }).meta({ title });
export const listOf = <T extends z.ZodType>(item: T, expected: string, title: string) =>
  z.array(item, { error: expected }).meta({ title });
export const flag = z.boolean({ error: 'true or false' });
export const oneOf = <const T extends readonly (string | number)[]>(words: T) =>
  z.literal(words, { error: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });
export const group = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, { error: 'keys with values' });

/** Parses SQL together with the configuration, so that an error shows its place in the file. */
const sql = (read: (text: string) => unknown, expected: string, title: string) =>
  text(expected, title).superRefine((given, context) => {
    try {
      read(given);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      context.addIssue({
        code: 'custom',
        message: error.message,
        params: { offset: error.offset },
        continue: false,
      });
    }
  });

/** `schema.name`, each part with or without quotes; `*` matches any characters where it is allowed. */
const part = (letter: string): string =>
  String.raw`(?:"(?:[^"]|"")+"|[\p{L}_${letter}][\p{L}\p{N}_$${letter}]*)`;
const dotted = (letter: string): RegExp => new RegExp(`^${part(letter)}\\.${part(letter)}$`, 'u');
const NAME = dotted('');
/** The schema is optional; the search path then decides. */
const optionallyDotted = new RegExp(NAME.source.replace(/^\^(.*)\\\.(.*)\$$/, '^(?:$1\\.)?$2$'), 'u');
const PATTERN = dotted('*');
const SIGNATURE = new RegExp(`${NAME.source.slice(0, -1)}\\([^()]*\\)$`, 'u');

export const path = text('the path of a file', 'path');
export const role = text('the name of a role', 'role');
export const prefix = text('up to 24 lower-case letters, not pg_…', 'word', /^(?!pg_)[a-z][a-z0-9_]{0,23}$/);
export const schemaName = text('the name of a schema', 'schema');
export const setting = text(
  'the name of a setting, like app.tenant_id',
  'setting',
  /^[a-z_]\w*(?:\.[a-z_]\w*)+$/i,
);
export const routine = text('a function as schema.name, without parentheses', 'function', NAME);
/** A baseline ends with its call, which this prefix identifies when the baseline is converted again. */
export const checkRoutine = text(
  'a function as schema.assert_name, without parentheses',
  'function',
  new RegExp(`^${part('')}\\.assert_[a-z0-9_]+$`, 'u'),
);
export const signature = text('a routine as schema.name(types)', 'routine', SIGNATURE);
export const historyName = text('a table, or schema.table', 'table', optionallyDotted);
export const tenantsTable = text(
  'a table as schema.table, or none',
  'table',
  new RegExp(`^none$|${NAME.source}`, 'u'),
);
/** PostgreSQL's grammar parses it during the conversion. */
export const sqlText = text('an SQL expression', 'SQL expression');
export const backfillText = text(
  'column -> schema.table, or an SQL expression',
  'path or SQL expression',
  /\S/,
);
export const oneTable = text('a table as schema.table', 'table', NAME);
const TABLE = 'a table as schema.table, with * for any letters';
export const table = text(TABLE, 'table', PATTERN);
export const tables = listOf(table, 'a list of tables, each as schema.table', 'list of tables');
export const relations = listOf(
  text('a name as schema.name, with * for any letters', 'name', PATTERN),
  'a list of names, each as schema.name',
  'list of names',
);
export const columnName = text('the name of a column, without quotes', 'column', /^[^"]+$/);
export const issued = text(
  'a column, or several with commas between them',
  'column',
  /^[^\s,"]+(?:,[^\s,"]+)*$/,
);
export const columnSql = sql(column, 'a column as SQL', 'column as SQL');
export const checkSql = sql(expression, 'a condition as SQL', 'condition as SQL');
