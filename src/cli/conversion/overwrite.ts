/** Files that a run must not overwrite: its inputs, its other outputs, and files that the tool did not write. */
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { type Plan, STDOUT } from './configuration.js';
import { currentText, realFile, type Target } from '../io/files.js';
import { isOwnMigration, isOwnOutput } from '../../source/ownOutput.js';
import { STDIN } from '../io/input.js';

type Named = readonly (readonly [name: string | undefined, what: string])[];

export const filesOfPlan = ({ dump, config, output, reports, verification }: Plan): Named => [
  [dump === STDIN ? undefined : dump, 'the dump'],
  [config, 'the configuration'],
  [output === STDOUT ? undefined : output, 'the output'],
  ...reports.map((name) => [name, 'a report'] as const),
  [verification, 'the result of verify'],
];

export function refuseClashes(files: Named, cwd: string): void {
  const taken = new Map<string, string>();
  for (const [name, what] of files) {
    if (name === undefined) continue;
    const file = realFile(resolve(cwd, name));
    const other = taken.get(file);
    if (other !== undefined) {
      throw new InputError('cli/same-file', `${name} is both ${other} and ${what}.`, {
        help: 'Use different files.',
      });
    }
    taken.set(file, what);
  }
}

/** How each kind of the tool's own files begins, or what it contains: these may be overwritten. */
const MARKS: Readonly<Record<string, RegExp>> = {
  '.html': /<title>Baseline of /,
  '.md': /^# Baseline of /,
  '.txt': /^Report of pg-baseline on /,
  '.json': /^\{\s*"source": \{[^]*"ledger": \[/,
};

/** A pipe or a device has nothing to lose; a wrong path is reported when it is written to. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A file that the tool did not write may be a user's work. @throws InputError unless `force` */
export function refuseForeign(targets: readonly Target[], reports: readonly string[], force: boolean): void {
  if (force) return;
  for (const target of targets) {
    if (!isFile(target.path)) continue;
    const found = currentText(target) ?? '';
    const report = reports.includes(target.name) ? MARKS[extname(target.name).toLowerCase()] : undefined;
    if (found.trim() === '' || (report?.test(found) ?? (isOwnOutput(found) || isOwnMigration(found))))
      continue;
    throw new InputError(
      'cli/foreign-file',
      `${target.name} already exists, and pg-baseline did not write it.`,
      { help: 'Choose another file, or overwrite this one: --force' },
    );
  }
}
