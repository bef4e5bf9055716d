/**
 * CREATE TEXT SEARCH DICTIONARY …  →  DO … IF NOT EXISTS (its row of pg_ts_dict)
 * https://www.postgresql.org/docs/current/sql-createtsdictionary.html
 */
import { quoteIdentifier } from '../../catalog/names.js';
import { rowOf, selected } from '../base/dropped.js';
import { changedNames, definitions, listAfter } from '../base/lists.js';
import type { Kind } from '../base/kind.js';
import type { SchemaObject } from '../../catalog/object.js';
import { partName, textSearchKind } from './textSearch.js';

const optionsOf = ({ statement }: SchemaObject): ReadonlyMap<string, string> =>
  definitions(listAfter(statement.text));

const kind = textSearchKind(
  'textSearchDictionary',
  'text search dictionary',
  'OBJECT_TSDICTIONARY',
  'pg_ts_dict',
  'dict',
  true,
);

export const textSearchDictionary: Kind<'textSearchDictionary', 'DefineStmt'> = {
  ...kind,
  // Options are set one by one; one without a value is removed.
  alter(before, after) {
    const [old, now] = [optionsOf(before), optionsOf(after)];
    const changed = changedNames(old, now);
    if (changed.length === 0 || changed.includes('template')) return undefined;
    const items = changed.map((name) =>
      now.has(name) ? `${quoteIdentifier(name)} = ${now.get(name)!}` : quoteIdentifier(name),
    );
    return { steps: [{ sql: `ALTER TEXT SEARCH DICTIONARY ${after.identity} (${items.join(', ')})` }] };
  },
  isDefined: ({ name, statement }) =>
    rowOf(
      'pg_ts_dict',
      'dict',
      name,
      `dicttemplate = (${selected(rowOf('pg_ts_template', 'tmpl', partName(statement, 'template')))})`,
    ),
};
