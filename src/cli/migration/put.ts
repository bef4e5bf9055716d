/** Writes the files of a migration, and beside each what its runner needs. */
import { resolve } from 'node:path';
import { baselineRunner } from '../../runners/registry.js';
import type { MigrationText } from '../../migration.js';
import { STDOUT } from '../conversion/configuration.js';
import { refuseForeign } from '../conversion/overwrite.js';
import { currentText, fileError, type Target, writeWhole } from '../io/files.js';
import { type Io, write } from '../io/io.js';
import { phaseNames, refuseTaken } from './phaseNames.js';

export interface Put {
  readonly output: string;
  readonly io: Io;
  readonly isProven: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
}

const { sideFile } = baselineRunner;

/** The settings of a file outside of a transaction, or with placeholders. */
function beside({ path, name, text }: Target, transaction: boolean): Target[] {
  if (!sideFile.isReadBeside(path)) return [];
  const file = { path: `${path}${sideFile.ending}`, name: `${name}${sideFile.ending}` };
  const found = currentText(file) ?? '';
  const wanted = transaction ? sideFile.textFor(text, found) : sideFile.outside(text, found);
  return wanted === undefined ? [] : [{ ...file, text: wanted }];
}

/** @throws InputError where a file is somebody else's, or cannot be written */
export async function putFiles(
  files: readonly MigrationText[],
  { output, io, isProven, force, quiet }: Put,
): Promise<void> {
  if (output === STDOUT) {
    const sql = files.map((file) => file.sql).join('\n');
    await write(io.stdout, sql).catch((error: unknown) =>
      Promise.reject(fileError(error, 'Standard output')),
    );
    return;
  }
  const names = phaseNames(
    output,
    files.map(({ suffix }) => suffix),
  ).map((name) => (isProven ? name : `${name.replace(/\.sql$/i, '')}.unproven.sql`));
  if (files.length > 1) refuseTaken(names.map((name) => resolve(io.cwd, name)));
  const targets = files.map(({ sql }, at) => ({
    path: resolve(io.cwd, names[at]!),
    name: names[at]!,
    text: sql,
  }));
  refuseForeign(targets, [], force);
  const sides = files.flatMap(({ transaction }, at) => beside(targets[at]!, transaction));
  const written = new Set((await writeWhole([...targets, ...sides])).map(({ path }) => path));
  if (quiet) return;
  for (const { path, name } of [...targets, ...sides])
    await write(io.stderr, `${name}: ${written.has(path) ? 'written' : 'unchanged'}\n`);
}
