/**
 * SELECT * FROM pg_catalog.pg_restore_relation_stats(…): planner statistics, from pg_dump 18 --statistics.
 * https://www.postgresql.org/docs/18/functions-admin.html
 */
import { describe, type Kind } from '../base/kind.js';
import { selectedCall } from '../session/setting.js';

export const statisticsData: Kind<'statisticsData', 'SelectStmt'> = {
  name: 'statisticsData',
  label: 'planner statistics',
  family: 'none',
  headings: ['STATISTICS DATA'],
  unique: false,
  leftOut: { as: 'data', why: 'table data: its planner statistics' },
  nodes: ['SelectStmt'],
  read(statement) {
    const call = selectedCall(statement);
    if (!call || !/^pg_(restore|clear)_\w+_stats$/.test(call.name)) return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: statement.raw.heading?.name ?? '' },
      section: 'Others',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
