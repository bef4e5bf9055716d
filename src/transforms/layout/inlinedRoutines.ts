/**
 * Places what routine bodies name before a table whose generated column or partition key calls the routines:
 * PostgreSQL plans these with the table, and reads the bodies of SQL functions that they call, directly or indirectly.
 * lateIndexes moves indexes and checks. https://www.postgresql.org/docs/current/ddl-generated-columns.html
 */
import { inSequence, type Sequel } from '../../catalog/sequence.js';
import { Inlining } from '../../facts/paths/inlining.js';
import { plannedIn } from '../../facts/paths/planned.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

export const inlinedRoutines: Transform = {
  name: 'inlinedRoutines',
  stage: 'layout',
  summary:
    'Places the objects that a function’s body names before a table whose generated column calls the function.',
  apply(catalog) {
    const inlining = new Inlining(catalog);
    const sequels = catalog.objects.flatMap((second): Sequel[] => {
      const planned = second.kind === KIND.table ? plannedIn('CreateStmt', second.statement.tree!.node) : [];
      const { named } = inlining.of(planned, second.statement);
      return named.map((first) => ({ first, second }));
    });
    return sequels.length === 0 ? catalog : { ...catalog, objects: inSequence(catalog.objects, sequels) };
  },
};
