/** The ways on which a new database gets its schema: from the first baseline, or from a later one and what follows it. */
import { basename } from 'node:path';
import { compareVersions } from '../../runners/versions.js';
import type { MigrationFile } from './migrations.js';

export function waysOf(all: readonly MigrationFile[], output: string): MigrationFile[][] {
  const repeatable = all.filter(({ type }) => type === 'repeatable');
  const versioned = all.filter(({ type }) => type === 'versioned');
  const baselines = all.filter(({ type }) => type === 'baseline');
  const after = (from: MigrationFile): MigrationFile[] => [
    from,
    ...versioned.filter(({ version }) => compareVersions(version!, from.version!) > 0),
    ...repeatable,
  ];
  const first = baselines.find(({ file }) => file === basename(output));
  const later = baselines.filter((one) => one !== first).at(-1);
  return [first ? after(first) : [...versioned, ...repeatable], ...(later ? [after(later)] : [])];
}
