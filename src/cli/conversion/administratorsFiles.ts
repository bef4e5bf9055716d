/** Paths of the administrator's files, which `superuser: separate` writes next to the folder of migrations. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Outside the folder that the runner reads: there, a second file of version 001 is an error. */
export function besideMigrations(output: string, path: string): string {
  const folder = dirname(output);
  const parent = /^(migrations?|sql)$/i.test(basename(folder)) ? dirname(folder) : folder;
  return join(parent, 'admin', basename(path));
}

/** Files that run before and after a baseline, named as in print/administrator.ts. */
export function administratorsFiles(
  baseline: string,
  separate: boolean,
  cwd: string,
): { readonly before: string | undefined; readonly after: string | undefined } {
  const there = (path: string): string | undefined => {
    const name = besideMigrations(baseline, path);
    return separate && existsSync(resolve(cwd, name)) ? name : undefined;
  };
  return { before: there('before_V001.sql'), after: there('after_V001.sql') };
}
