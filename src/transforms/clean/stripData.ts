/** Rows, sequence positions, large objects and the planner's numbers: a baseline holds no data. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../shared/transform.js';

const REASONS: Readonly<Record<string, string>> = {
  tableData: 'table data',
  sequenceValue: 'table data: the position of a sequence',
  largeObject: 'table data: a large object',
  statisticsData: 'table data: its planner statistics',
};

export const stripData: Transform = {
  name: 'stripData',
  stage: 'clean',
  summary: 'Removes table data, and lists it in the report with its row counts.',
  apply: (catalog) => dropWhere(catalog, ({ kind }) => REASONS[kind]),
};
