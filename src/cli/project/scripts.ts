/** The files of a project as scripts, with those for an administrator around the baseline. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { administratorsRunner, baselineRunner } from '../../runners/registry.js';
import type { Script, ScriptFailure } from '../../verify/load/migrations.js';
import { besideMigrations } from '../conversion/administratorsFiles.js';
import { type MigrationFile, textOf } from './migrations.js';

function sideText({ path, shown }: Pick<MigrationFile, 'path' | 'shown'>): string {
  const beside = `${path}${baselineRunner.sideFile.ending}`;
  return existsSync(beside)
    ? textOf({ path: beside, shown: `${shown}${baselineRunner.sideFile.ending}` })
    : '';
}

export function scriptOf(file: Pick<MigrationFile, 'path' | 'shown'>): Script {
  return {
    name: file.shown,
    text: textOf(file).replace(/^\ufeff/, ''),
    alone: baselineRunner.names.runsAlone(sideText(file)),
  };
}

/** What an administrator runs before the baseline and after it. */
function administrators(output: string, which: 'before' | 'after', cwd: string): Script[] {
  const shown = besideMigrations(output, administratorsRunner.paths[which]);
  const path = resolve(cwd, shown);
  return existsSync(path) ? [scriptOf({ path, shown })] : [];
}

/** @param files in their order; @param output the baseline of the configuration */
export const scriptsOf = (
  files: readonly MigrationFile[],
  output: string,
  cwd: string,
  separate: boolean,
): Script[] =>
  files.flatMap((file) => {
    const isBaseline = file.type === 'baseline' || file.file === basename(output);
    if (!isBaseline || !separate) return [scriptOf(file)];
    return [
      ...administrators(file.shown, 'before', cwd),
      scriptOf(file),
      ...administrators(file.shown, 'after', cwd),
    ];
  });

/** Failures that a message shows. */
const SHOWN = 5;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 160);

export function failureLines(failures: readonly ScriptFailure[]): string[] {
  const shown = failures
    .slice(0, SHOWN)
    .flatMap(({ name, statement, message, code }) => [
      `${name}:${statement.line}: error: ${oneLine(message)} [${code}]`,
      `  ${oneLine(statement.text)}`,
    ]);
  return failures.length > SHOWN ? [...shown, `${failures.length - SHOWN} more statements fail`] : shown;
}
