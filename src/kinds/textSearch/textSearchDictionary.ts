/**
 * CREATE TEXT SEARCH DICTIONARY …  →  DO … IF NOT EXISTS (its row of pg_ts_dict)
 * https://www.postgresql.org/docs/current/sql-createtsdictionary.html
 */
import { textSearchKind } from './textSearch.js';

export const textSearchDictionary = textSearchKind(
  'textSearchDictionary',
  'text search dictionary',
  'OBJECT_TSDICTIONARY',
  'pg_ts_dict',
  'dict',
  true,
);
