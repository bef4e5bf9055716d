/** Paths of the administrator's files, which `superuser: separate` writes next to the folder of migrations. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { administratorsRunner, baselineRunner } from '../../runners/registry.js';

/** Outside the folder that the runner reads: there, a second file of version 001 is an error. */
export function besideMigrations(output: string, path: string): string {
  const folder = dirname(output);
  const parent = baselineRunner.names.folders.test(basename(folder)) ? dirname(folder) : folder;
  return join(parent, 'admin', basename(path));
}

/** What runs before a baseline and after it. */
export function administratorsFiles(
  baseline: string,
  separate: boolean,
  cwd: string,
): { readonly before: string | undefined; readonly after: string | undefined } {
  const there = (path: string): string | undefined => {
    const name = besideMigrations(baseline, path);
    return separate && existsSync(resolve(cwd, name)) ? name : undefined;
  };
  const { before, after } = administratorsRunner.paths;
  return { before: there(before), after: there(after) };
}
