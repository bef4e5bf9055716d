/** The migrations of a project: the files in the folder of the baseline that its runner would run. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { baselineRunner } from '../../runners/registry.js';
import type { Migration } from '../../runners/runner.js';
import { compareVersions } from '../../runners/versions.js';
import { fileError } from '../io/files.js';

export interface MigrationFile extends Migration {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** As the user would name it. */
  readonly shown: string;
  readonly path: string;
}

const ORDER = ['versioned', 'baseline', 'repeatable'];

/** As the runner runs them: versions in their order, repeatable ones last, by name. */
function inOrder(one: MigrationFile, other: MigrationFile): number {
  if (one.version !== undefined && other.version !== undefined) {
    const compared = compareVersions(one.version, other.version);
    if (compared !== 0) return compared;
  }
  const [a, b] = [one, other].map(({ type, version }) =>
    ORDER.indexOf(version === undefined ? 'repeatable' : type),
  );
  return a! - b! || (one.file < other.file ? -1 : 1);
}

const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
};

/** @param output the baseline, as the user names it */
export function migrationsBeside(output: string, cwd: string): MigrationFile[] {
  const folder = dirname(output);
  return listed(resolve(cwd, folder))
    .flatMap((file): MigrationFile[] => {
      const migration = baselineRunner.names.migrationOf(file);
      const shown = folder === '.' ? file : join(folder, file);
      return migration ? [{ ...migration, file, shown, path: resolve(cwd, folder, file) }] : [];
    })
    .toSorted(inOrder);
}

/** Migrations without the baseline itself. */
export const others = (all: readonly MigrationFile[], output: string): MigrationFile[] =>
  all.filter(({ file }) => file !== basename(output));

/** @throws InputError */
export function textOf({ path, shown }: Pick<MigrationFile, 'path' | 'shown'>): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, shown);
  }
}
