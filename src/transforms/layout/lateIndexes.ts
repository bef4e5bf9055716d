/**
 * Places indexes, EXCLUDE and CHECK constraints that call a routine of the dump after all routines and tables:
 * PostgreSQL reads the routine's body when it builds them, and the body may name any object.
 */
import type { SchemaObject } from '../../catalog/object.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';
import { isRoutine, traitsOf } from '../../kinds/is.js';

export const lateIndexes: Transform = {
  name: 'lateIndexes',
  stage: 'layout',
  summary: 'Places indexes and checks that call routines after all routines.',
  apply(catalog) {
    const called = new Set(
      catalog.objects
        .filter((one) => isRoutine(one) || one.kind === KIND.operator)
        .flatMap(({ provides }) => [...provides]),
    );
    if (called.size === 0) return catalog;
    const calls = ({ needs }: SchemaObject): boolean =>
      needs.some(({ keys }) => keys.some((k) => called.has(k)));
    const objects = catalog.objects.map((object): SchemaObject => {
      if (traitsOf(object).expressions?.run !== 'build' || !calls(object)) return object;
      const { parent: _, ...alone } = object;
      return { ...alone, section: 'Indexes and checks that call routines' };
    });
    return { ...catalog, objects };
  },
};
