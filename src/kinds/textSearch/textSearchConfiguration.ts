/**
 * CREATE TEXT SEARCH CONFIGURATION …  →  DO … IF NOT EXISTS (its row of pg_ts_config)
 * https://www.postgresql.org/docs/current/sql-createtsconfig.html
 */
import { rowOf, selected } from '../base/dropped.js';
import type { Kind } from '../base/kind.js';
import { partName, textSearchKind } from './textSearch.js';

const kind = textSearchKind(
  'textSearchConfiguration',
  'text search configuration',
  'OBJECT_TSCONFIGURATION',
  'pg_ts_config',
  'cfg',
  true,
);

export const textSearchConfiguration: Kind<'textSearchConfiguration', 'DefineStmt'> = {
  ...kind,
  isDefined: ({ name, statement }) =>
    rowOf(
      'pg_ts_config',
      'cfg',
      name,
      `cfgparser = (${selected(rowOf('pg_ts_parser', 'prs', partName(statement, 'parser')))})`,
    ),
};
