/** Removes rows, sequence positions, large objects and planner statistics: a baseline contains no data. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../base/transform.js';
import { leftOutAs } from '../../kinds/is.js';

export const stripData: Transform = {
  name: 'stripData',
  stage: 'clean',
  summary: 'Removes table data, and lists it in the report with its row counts.',
  apply: (catalog) => dropWhere(catalog, (object) => leftOutAs('data', object)),
};
