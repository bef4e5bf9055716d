/**
 * CREATE TEXT SEARCH TEMPLATE …  →  DO … IF NOT EXISTS (its row of pg_ts_template)
 * https://www.postgresql.org/docs/current/sql-createtstemplate.html
 */
import { textSearchKind } from './textSearch.js';

export const textSearchTemplate = textSearchKind(
  'textSearchTemplate',
  'text search template',
  'OBJECT_TSTEMPLATE',
  'pg_ts_template',
  'tmpl',
  false,
);
