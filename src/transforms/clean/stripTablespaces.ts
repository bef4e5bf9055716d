/** Removes TABLESPACE clauses from tables, indexes and materialized views: they name directories of one server. */
import { mapObjects } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { isTable } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Transform } from '../base/transform.js';
import { traitsOf } from '../../kinds/is.js';

/** Removes the first `TABLESPACE x` or `USING INDEX TABLESPACE x` outside parentheses. */
function without(text: string): string {
  if (!/\bTABLESPACE\b/i.test(text)) return text;
  const all = tokens(text);
  let depth = 0;
  const at = all.findIndex((token) => {
    const word = keyword(text, token);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    return depth === 0 && word === 'TABLESPACE';
  });
  if (at === -1) return text;
  const from = keyword(text, all[at - 1]) === 'INDEX' && keyword(text, all[at - 2]) === 'USING' ? at - 2 : at;
  return `${text.slice(0, all[from]!.start).trimEnd()} ${text.slice(all[at + 1]!.end).trimStart()}`.trim();
}

export const stripTablespaces: Transform = {
  name: 'stripTablespaces',
  stage: 'clean',
  summary: 'Removes TABLESPACE clauses.',
  apply: (catalog) =>
    mapObjects(catalog, 'stripTablespaces', (object): SchemaObject | undefined => {
      if (isTable(object)) {
        const tail = without(object.tail);
        return tail === object.tail ? undefined : ({ ...object, tail } as SchemaObject);
      }
      if (!traitsOf(object).stored) return undefined;
      const sql = without(object.sql);
      return sql === object.sql ? undefined : { ...object, sql };
    }),
};
