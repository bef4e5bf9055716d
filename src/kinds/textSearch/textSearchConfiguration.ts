/**
 * CREATE TEXT SEARCH CONFIGURATION …  →  DO … IF NOT EXISTS (its row of pg_ts_config)
 * https://www.postgresql.org/docs/current/sql-createtsconfig.html
 */
import { textSearchKind } from './textSearch.js';

export const textSearchConfiguration = textSearchKind(
  'textSearchConfiguration',
  'text search configuration',
  'OBJECT_TSCONFIGURATION',
  'pg_ts_config',
  'cfg',
  true,
);
