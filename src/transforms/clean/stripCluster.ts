/** What pg_dumpall and --create write about the cluster: databases, tablespaces, attributes of roles. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../shared/transform.js';

const REASONS: Readonly<Record<string, string>> = {
  cluster: 'belongs to the cluster, not to the schema of a database',
};

export const stripCluster: Transform = {
  name: 'stripCluster',
  stage: 'clean',
  summary: 'Removes databases, tablespaces and the attributes of roles.',
  apply: (catalog) => dropWhere(catalog, ({ kind }) => REASONS[kind]),
};
