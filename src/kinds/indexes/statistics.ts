/**
 * CREATE STATISTICS core.visit_stx …  →  DO … IF NOT EXISTS (its row of pg_statistic_ext)
 * https://www.postgresql.org/docs/current/sql-createstatistics.html
 */
import { quoteIdentifier, quoteLiteral, quoteName, relationName, strings } from '../../catalog/names.js';
import { key, placed, placedName } from '../../catalog/object.js';
import { ranks, relationKey } from '../base/alterTable.js';
import { step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { inSchema, without } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';

export const statistics: Kind<'statistics', 'CreateStatsStmt'> = {
  name: 'statistics',
  label: 'statistics',
  family: 'none',
  headings: ['STATISTICS'],
  unique: true,
  noun: 'STATISTICS',
  nodes: ['CreateStatsStmt'],
  read(statement) {
    const { defnames, relations = [] } = statement.tree.node;
    if (!defnames) return undefined;
    const name = placedName(strings(defnames), statement);
    const [first] = relations;
    const table = first && 'RangeVar' in first ? placed(relationName(first.RangeVar), statement) : name;
    return describe(this, statement, {
      name,
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.statistics,
      order: name.name,
      provides: [key('any', { schema: name.schema, name: `statistics ${name.name}` })],
    });
  },
  guard: ({ sql, name }) => ({
    sql: without(sql, 'IF', 'NOT', 'EXISTS'),
    when: unless('pg_statistic_ext', inSchema('stxnamespace', name), `stxname = ${quoteLiteral(name.name)}`),
  }),
  drop: ({ name }) => step(`DROP STATISTICS IF EXISTS ${quoteName(name)}`),
  isDefined: ({ sql, name }) =>
    where(
      'pg_statistic_ext',
      `stxnamespace = to_regnamespace(${quoteLiteral(quoteIdentifier(name.schema ?? ''))})`,
      `stxname = ${quoteLiteral(name.name)}`,
      isWritten('pg_get_statisticsobjdef(oid)', without(sql, 'IF', 'NOT', 'EXISTS')),
    ),
};
