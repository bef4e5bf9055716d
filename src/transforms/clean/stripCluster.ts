/** Removes what pg_dumpall and --create write about the cluster: databases, tablespaces, attributes of roles. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../base/transform.js';
import { leftOutAs } from '../../kinds/is.js';

export const stripCluster: Transform = {
  name: 'stripCluster',
  stage: 'clean',
  summary: 'Removes databases, tablespaces and the attributes of roles.',
  apply: (catalog) => dropWhere(catalog, (object) => leftOutAs('cluster', object)),
};
