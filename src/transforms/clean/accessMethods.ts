/**
 * Writes the access method from SET default_table_access_method into each table and materialized view, so that their
 * order does not matter. https://www.postgresql.org/docs/current/tableam.html
 */
import { mapObjects } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { isTable } from '../../kinds/tables/table.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** PostgreSQL's built-in method, which the output sets while it runs. */
const DEFAULT = 'heap';

/** Inserts `USING method` before the first of these words outside parentheses, or at the end. */
function using(text: string, method: string, before: readonly string[]): string {
  const all = tokens(text);
  let depth = 0;
  const at = all.find((token: Token) => {
    const word = keyword(text, token);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    return depth === 0 && before.includes(word);
  });
  const clause = `USING ${quoteIdentifier(method)}`;
  return at
    ? `${text.slice(0, at.start)}${clause} ${text.slice(at.start)}`
    : `${text}${text === '' ? '' : '\n'}${clause}`;
}

export const accessMethods: Transform = {
  name: 'accessMethods',
  stage: 'clean',
  summary:
    'Writes the access method from SET default_table_access_method into the statements that it applies to.',
  apply: (catalog) =>
    mapObjects(catalog, 'accessMethods', (object): SchemaObject | undefined => {
      const method = object.statement.session.tableAccessMethod;
      if (method === undefined || method === DEFAULT || method === '') return undefined;
      if (isTable(object)) {
        // A partitioned table has no storage; PostgreSQL before 17 rejects USING there.
        if (object.partitioned || /^USING\b/im.test(object.tail)) return undefined;
        return {
          ...object,
          tail: using(object.tail, method, ['WITH', 'WITHOUT', 'ON', 'TABLESPACE']),
        } as SchemaObject;
      }
      return object.kind === KIND.materializedView
        ? { ...object, sql: using(object.sql, method, ['WITH', 'AS', 'TABLESPACE']) }
        : undefined;
    }),
};
