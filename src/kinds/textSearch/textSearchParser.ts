/**
 * CREATE TEXT SEARCH PARSER …  →  DO … IF NOT EXISTS (its row of pg_ts_parser)
 * https://www.postgresql.org/docs/current/sql-createtsparser.html
 */
import { textSearchKind } from './textSearch.js';

export const textSearchParser = textSearchKind(
  'textSearchParser',
  'text search parser',
  'OBJECT_TSPARSER',
  'pg_ts_parser',
  'prs',
  false,
);
