/**
 * The drop part of pg_dump --clean: everything before the first heading. It drops, and it replaces views by dummies in
 * schemas that are not there yet.
 */
import { dropWhere } from '../catalog/catalog.js';
import type { Transform } from './transform.js';

export const stripClean: Transform = {
  name: 'stripClean',
  summary: 'Takes out DROP statements, and the drop part of pg_dump --clean with its dummy views.',
  apply(catalog) {
    const headed = catalog.statements.some(({ raw }) => raw.heading);
    return dropWhere(catalog, ({ kind, statement }) => {
      if (kind === 'drop') return 'a baseline drops nothing';
      const dummy =
        headed &&
        !statement.raw.heading &&
        (kind === 'dummyView' || kind === 'view') &&
        statement.raw.index >= 0;
      return dummy ? 'a view of the drop part of --clean' : undefined;
    });
  },
};
