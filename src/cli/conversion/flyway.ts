/**
 * Flyway's configuration of a migration. Flyway replaces `${…}` anywhere, also in the body of a function, and stops
 * if it has no value. There is no escape; a file next to the migration turns replacement off.
 * https://documentation.red-gate.com/fd/script-configuration-277579023.html
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { STDOUT } from './configuration.js';
import { currentText, type Target } from '../io/files.js';

/** Names of migrations by Flyway's defaults: versioned or baseline with a version, repeatable without. */
const MIGRATION = /(?:^|[\\/])(?:[VB](\d+(?:[._]\d+)*)(?:__[^\\/]*)?|R__[^\\/]*)\.(?:sql|SQL)$/;

/** `001` of db/migration/V001__baseline.sql; undefined if Flyway finds no version in the name. */
export const versionOf = (path: string): string | undefined =>
  MIGRATION.exec(path)?.[1]?.replaceAll('_', '.');

const OFF = 'placeholderReplacement=false';
/** The file already has the setting; Flyway accepts only this spelling. */
const DECIDED = /^\s*placeholderReplacement\s*[=:]/m;

export interface ScriptConfiguration {
  /** The file to write; it keeps other settings in it. */
  readonly target?: Target;
  /** Written by an earlier run, and no longer needed. */
  readonly obsolete?: Target;
}

/** The configuration file next to a migration. */
export function scriptConfigurationOf({ path, name, text }: Target): ScriptConfiguration {
  if (!MIGRATION.test(path)) return {};
  const file = { path: `${path}.conf`, name: `${name}.conf` };
  const found = currentText(file);
  if (text.includes('${')) return { target: { ...file, text: turnedOff(found ?? '') } };
  return found?.trim() === OFF ? { obsolete: { ...file, text: found } } : {};
}

function turnedOff(found: string): string {
  if (DECIDED.test(found)) return found;
  return `${found}${found === '' || found.endsWith('\n') ? '' : '\n'}${OFF}\n`;
}

/** Folders in which Flyway and runners with the same naming look for migrations. */
const FOLDER = /^migrations?$/i;
/** Names that are almost a migration's: `V001_baseline.sql`, `v001__baseline.sql`, `V001-baseline.sql`. */
const NEARLY = /^(?:[VB][\d_ -]|[vb]\d|R_[^_]|r__)/;

const isMigration = (name: string): boolean => MIGRATION.test(`/${name}`);

/** `V001.0__…` and `V1__…` have the same version: Flyway compares its parts as numbers. */
function comparedVersion(name: string): string | undefined {
  const [, type, version] = /^([VB])(\d+(?:[._]\d+)*)(?:__|\.)/.exec(isMigration(name) ? name : '') ?? [];
  if (version === undefined) return undefined;
  const parts = version.split(/[._]/).map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop();
  return `${type}${parts.join('.')}`;
}

function neighbours(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Warnings about how Flyway reads the output's name, if the output is meant for it. */
export function namingNotes(output: string, cwd: string): Diagnostic[] {
  if (output === STDOUT) return [];
  const path = resolve(cwd, output);
  const name = basename(path);
  const others = neighbours(dirname(path)).filter((other) => other !== name && isMigration(other));
  const warning = (code: DiagnosticCode, message: string, help: string): Diagnostic[] => [
    { severity: 'warning', code, message, help },
  ];
  if (!isMigration(name)) {
    const meant = FOLDER.test(basename(dirname(path))) || others.length > 0 || NEARLY.test(name);
    const message = `Flyway would ignore ${output}: the file name does not follow its naming convention.`;
    return meant
      ? warning('cli/flyway-name', message, 'Name the file like V001__baseline.sql, with two underscores.')
      : [];
  }
  const version = comparedVersion(name);
  const same = version === undefined ? [] : others.filter((other) => comparedVersion(other) === version);
  if (same.length === 0) return [];
  const message = `${same.join(', ')} has the same version as ${output}; Flyway rejects two migrations of one version.`;
  return warning('cli/same-version', message, 'Remove one of them, or change its version.');
}
