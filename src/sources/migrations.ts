/** The files of a folder in the order in which the runner runs them on a new database. */
import { type Diagnostic, InputError } from '../diagnostics/diagnostics.js';
import { baselineRunner } from '../runners/registry.js';
import type { Migration } from '../runners/runner.js';
import { compareVersions, versionParts } from '../runners/versions.js';

export interface OrderedMigrations {
  /** Paths of the files that run, in order. */
  readonly run: readonly string[];
  /** About the files that do not run. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Found extends Migration {
  readonly path: string;
}

const { name: runner, names, sideFile } = baselineRunner;

/** Files that are none of the runner's, and not meant to be: hidden ones, and templates for migrations to come. */
const NOT_MEANT = /(?:^|\/)\.|\.template$/;

/** @throws InputError if the runner would refuse the folder, or run nothing of it */
export function orderedMigrations(folder: string, files: readonly string[]): OrderedMigrations {
  const found: Found[] = [];
  const others: string[] = [];
  for (const path of files.toSorted()) {
    const migration = names.migrationOf(path.slice(path.lastIndexOf('/') + 1));
    if (migration) found.push({ ...migration, path });
    else if (!NOT_MEANT.test(path) && !isSideFile(path, files)) others.push(path);
  }
  refuseTwins(folder, found);
  if (found.length === 0)
    throw new InputError('source/no-migrations', `${folder} contains no migrations of ${runner}.`, {
      help: 'Name the folder that contains files like V001__baseline.sql, or the file that pg_dump wrote.',
    });
  const first = found
    .filter(({ type }) => type === 'baseline')
    .toSorted(byVersion)
    .at(-1);
  const versioned = found.filter(({ type }) => type === 'versioned').toSorted(byVersion);
  const later = versioned.filter((one) => first === undefined || byVersion(one, first) > 0);
  const replaced = found.filter((one) => one !== first && one.type !== 'repeatable' && !later.includes(one));
  const repeatable = found.filter(({ type }) => type === 'repeatable').toSorted(byDescription);
  return {
    run: [...(first ? [first] : []), ...later, ...repeatable].map(({ path }) => path),
    diagnostics: [...unread(folder, others), ...superseded(first, replaced)],
  };
}

const isSideFile = (path: string, files: readonly string[]): boolean => {
  const { ending, isReadBeside } = sideFile;
  const beside = path.slice(0, -ending.length);
  return path.endsWith(ending) && files.includes(beside) && isReadBeside(beside);
};

const byVersion = (one: Migration, other: Migration): number => compareVersions(one.version!, other.version!);

/** The runner shows an underscore as a blank, and compares what it shows. */
function byDescription(one: Migration, other: Migration): number {
  const [a, b] = [one, other].map(({ description }) => description.replaceAll('_', ' '));
  return a! < b! ? -1 : Number(a! > b!);
}

function refuseTwins(folder: string, found: readonly Found[]): void {
  const seen = new Map<string, string>();
  for (const { type, version, description, path } of found) {
    const key = `${type} ${version === undefined ? description : versionParts(version).join('.')}`;
    const twin = seen.get(key);
    seen.set(key, path);
    if (twin === undefined) continue;
    const what = version === undefined ? 'description' : 'version';
    throw new InputError('source/same-version', `${twin} and ${path} in ${folder} have the same ${what}.`, {
      help: `${runner} rejects two migrations of one ${what}: remove one of them, or change its ${what}.`,
    });
  }
}

const listed = (paths: readonly string[]): string => {
  const more = paths.length - 10;
  return more > 0 ? `${paths.slice(0, 10).join(', ')} and ${more} more` : paths.join(', ');
};

function unread(folder: string, others: readonly string[]): Diagnostic[] {
  if (others.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'source/not-a-migration',
      message: `${runner} runs no files of these names, so they were not read from ${folder}: ${listed(others)}.`,
      help: 'Name a migration like V002__add_orders.sql, with two underscores; or move the files out of the folder.',
    },
  ];
}

function superseded(first: Found | undefined, replaced: readonly Found[]): Diagnostic[] {
  if (first === undefined || replaced.length === 0) return [];
  return [
    {
      severity: 'info',
      code: 'source/before-baseline',
      message: `A new database starts with ${first.path}, so these files were not read: ${listed(replaced.map(({ path }) => path))}.`,
    },
  ];
}
