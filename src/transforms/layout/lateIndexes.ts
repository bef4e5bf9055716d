/**
 * Indexes, EXCLUDE and CHECK constraints that call a routine of the dump come after all routines and tables: PostgreSQL
 * looks into the routine's body when it builds them, and the body may name anything.
 */
import type { SchemaObject } from '../../catalog/object.js';
import type { Transform } from '../shared/transform.js';

const BUILT = new Set(['index', 'exclusion', 'check']);
const ROUTINES = new Set(['function', 'procedure', 'aggregate', 'operator']);

export const lateIndexes: Transform = {
  name: 'lateIndexes',
  stage: 'layout',
  summary: 'Places indexes and checks that call routines after all routines.',
  apply(catalog) {
    const called = new Set(
      catalog.objects.filter(({ kind }) => ROUTINES.has(kind)).flatMap(({ provides }) => [...provides]),
    );
    if (called.size === 0) return catalog;
    const calls = ({ needs }: SchemaObject): boolean =>
      needs.some(({ keys }) => keys.some((k) => called.has(k)));
    const objects = catalog.objects.map((object): SchemaObject => {
      if (!BUILT.has(object.kind) || !calls(object)) return object;
      const { parent: _, ...alone } = object;
      return { ...alone, section: 'Indexes and checks that call routines' };
    });
    return { ...catalog, objects };
  },
};
