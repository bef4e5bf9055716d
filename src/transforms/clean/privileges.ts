/** GRANT, REVOKE and default privileges: kept by default, since a schema that its application may not use is no baseline. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../shared/transform.js';
import { isPrivilege } from '../../kinds/is.js';

export const privileges: Transform = {
  name: 'privileges',
  stage: 'clean',
  summary: 'Keeps GRANT, REVOKE and default privileges (`privileges: keep`), or removes them (`strip`).',
  apply: (catalog, settings) =>
    settings.privileges === 'keep'
      ? catalog
      : dropWhere(catalog, (object) =>
          isPrivilege(object) ? 'the configuration leaves privileges out (privileges: strip)' : undefined,
        ),
};
