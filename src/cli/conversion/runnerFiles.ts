/** What the runner of the baseline asks of its files: the name of the output, and a file beside it. */
import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { STDOUT } from './configuration.js';
import { currentText, type Target } from '../io/files.js';

const { names, sideFile } = baselineRunner;

export interface SideFile {
  /** To be written; what somebody else said in it stays. */
  readonly target?: Target;
  /** Written by an earlier run, and no longer needed. */
  readonly obsolete?: Target;
}

/** The file beside the output, where the runner would read it. */
export function sideFileOf({ path, name, text }: Target): SideFile {
  if (!sideFile.isReadBeside(path)) return {};
  const file = { path: `${path}${sideFile.ending}`, name: `${name}${sideFile.ending}` };
  const found = currentText(file);
  const wanted = sideFile.textFor(text, found ?? '');
  if (wanted !== undefined) return { target: { ...file, text: wanted } };
  return found !== undefined && sideFile.isOwn(found) ? { obsolete: { ...file, text: found } } : {};
}

function neighbours(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What the runner would make of the output's name, where it is meant for it. */
export function namingNotes(output: string, cwd: string): Diagnostic[] {
  if (output === STDOUT) return [];
  const path = resolve(cwd, output);
  const [name, folder] = [basename(path), dirname(path)];
  const others = neighbours(folder).filter((other) => other !== name);
  return names.findings({ given: output, name, folder: basename(folder), others });
}
