/** All cases, for any engine. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../database/pglite.js';
import { dropsNothing, holds, type Case } from './migration.js';
import { constraints, indexes } from './relations.js';
import { sequences, settings, tables } from './tables.js';
import { policies, triggers, views } from './views.js';

const AREAS: readonly [string, readonly Case[]][] = [
  ['constraints', constraints],
  ['indexes', indexes],
  ['views', views],
  ['triggers', triggers],
  ['policies', policies],
  ['tables', tables],
  ['settings', settings],
  ['sequences', sequences],
];

export const ROLES = ['inc_owner', 'inc_reader', 'inc_writer'].map((role) => `CREATE ROLE ${role};`).join('');

export function cases(engine: () => Engine, version: number): void {
  describe.each(AREAS)('%s', (_, area) => {
    it.each(area.filter(({ since = 0 }) => since <= version))('$what', async (one) => {
      await holds(engine(), version, one);
      await expect(dropsNothing(engine(), version, one)).resolves.toBeUndefined();
    });
  });
}
