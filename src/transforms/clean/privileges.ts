/** Keeps GRANT, REVOKE and default privileges by default: an application without privileges cannot use the schema. */
import { dropWhere } from '../../catalog/catalog.js';
import type { Transform } from '../base/transform.js';
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
