/**
 * ALTER STATISTICS core.visit_stx SET STATISTICS 200: repeatable unchanged.
 * https://www.postgresql.org/docs/current/sql-alterstatistics.html
 */
import { quoteName, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { step } from '../base/altered.js';
import { describe, type Kind } from '../base/kind.js';

export const statisticsTarget: Kind<'statisticsTarget', 'AlterStatsStmt'> = {
  name: 'statisticsTarget',
  label: 'statistics target of',
  family: 'none',
  headings: [],
  unique: false,
  about: true,
  nodes: ['AlterStatsStmt'],
  read(statement) {
    const name = placedName(strings(statement.tree.node.defnames), statement);
    const host = key('any', { schema: name.schema, name: `statistics ${name.name}` });
    return describe(this, statement, {
      name,
      section: 'Tables',
      parent: host,
      rank: 1,
      alsoNeeds: [{ keys: [host] }],
    });
  },
  guard: ({ sql }) => ({ sql }),
  drop: ({ name }) => step(`ALTER STATISTICS IF EXISTS ${quoteName(name)} SET STATISTICS -1`),
  alter: 'again',
};
