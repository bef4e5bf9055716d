/**
 * Removes the drop section of pg_dump --clean, which precedes the first heading: it drops objects, and replaces views
 * with dummies, in schemas that may not exist yet.
 */
import { type Catalog, dropWhere, warn } from '../../catalog/catalog.js';
import { isOfDump, type Key } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { droppedKeys } from '../../kinds/session/drop.js';
import type { Transform } from '../base/transform.js';

/** Warns if a file drops an object that it created itself: the output keeps the object. */
function ownDrops({ objects }: Catalog): Diagnostic[] {
  if (!objects.some(({ kind }) => kind === KIND.drop)) return [];
  const made = new Map<Key, { first: number; last: number }>();
  for (const { provides, kind, statement } of objects) {
    if (kind === KIND.drop) continue;
    for (const name of provides) {
      const { index } = statement.raw;
      const known = made.get(name);
      made.set(name, {
        first: Math.min(index, known?.first ?? index),
        last: Math.max(index, known?.last ?? index),
      });
    }
  }
  return objects.flatMap(({ kind, id, statement }): Diagnostic[] => {
    const { index, line } = statement.raw;
    const own =
      kind === KIND.drop &&
      droppedKeys(statement).some((k) => (made.get(k)?.first ?? index) < index && made.get(k)!.last < index);
    if (!own) return [];
    return [
      {
        severity: 'warning',
        code: 'stripClean/drops-its-own',
        message: `${id}: the file drops an object that it created above. The statement was left out, and the object remains.`,
        help: 'Dump the database as it is now, instead of converting a series of migrations.',
        place: { line, column: 1 },
      },
    ];
  });
}

export const stripClean: Transform = {
  name: 'stripClean',
  stage: 'clean',
  summary: 'Removes DROP statements, and the drop section of pg_dump --clean with its dummy views.',
  apply(catalog) {
    const headed = catalog.statements.some(({ raw }) => raw.heading);
    return dropWhere(warn(catalog, ...ownDrops(catalog)), (object) => {
      const { kind, statement } = object;
      if (kind === KIND.drop) return 'a baseline drops nothing';
      const dummy =
        headed &&
        !statement.raw.heading &&
        (kind === KIND.dummyView || kind === KIND.view) &&
        isOfDump(object);
      return dummy ? 'a view from the drop section of --clean' : undefined;
    });
  },
};
