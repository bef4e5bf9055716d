/** Rows, sequence positions, large objects and the planner's numbers: a baseline holds no data. */
import { dropWhere } from '../catalog/catalog.js';
import type { Transform } from './transform.js';

const REASONS: Readonly<Record<string, string>> = {
  tableData: 'table data',
  sequenceValue: 'table data: where a sequence stood',
  largeObject: 'table data: a large object',
  statisticsData: 'table data: the planner’s statistics of it',
};

export const stripData: Transform = {
  name: 'stripData',
  summary: 'Takes out table data, and names it in the report with its row counts.',
  apply: (catalog) => dropWhere(catalog, ({ kind }) => REASONS[kind]),
};
