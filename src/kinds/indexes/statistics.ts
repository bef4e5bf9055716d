/**
 * CREATE STATISTICS core.visit_stx …  →  DO … IF NOT EXISTS (its row of pg_statistic_ext)
 * https://www.postgresql.org/docs/current/sql-createstatistics.html
 */
import { quoteLiteral, relationName, strings } from '../../catalog/names.js';
import { key, placed, placedName } from '../../catalog/object.js';
import { ranks, relationKey } from '../base/alterTable.js';
import { inSchema, without } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

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
};
