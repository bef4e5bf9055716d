/** The names of files in phases: V002__visits.sql becomes V002__visits_expand.sql, V003__visits_backfill.sql … */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { versionParts } from '../../runners/versions.js';

const { names } = baselineRunner;

/** The last number of the version, one higher, as wide as it was. */
const following = (version: string): string =>
  version.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n).padStart(digits.length, '0'));

/** The name's start, its version, and the rest without its ending. */
const PARTS = /^([VB])(\d+(?:[._]\d+)*)(__.*?)?\.sql$/i;

/** @param output as the user gave it @returns a name for each suffix */
export function phaseNames(output: string, suffixes: readonly string[]): string[] {
  const [folder, file] = [dirname(output), basename(output)];
  const placed = (name: string): string =>
    output.includes('/') || output.includes('\\') ? join(folder, name) : name;
  const [, letter, first, rest = ''] = PARTS.exec(file) ?? [];
  if (letter === undefined || first === undefined)
    return suffixes.map((suffix) =>
      placed(`${file.replace(/\.sql$/i, '')}${suffix === '' ? '' : `_${suffix}`}.sql`),
    );
  let version = first;
  return suffixes.map((suffix, at) => {
    if (at > 0) version = following(version);
    const separator = rest === '' ? '__' : '_';
    return placed(`${letter}${version}${rest}${suffix === '' ? '' : `${separator}${suffix}`}.sql`);
  });
}

/** Versions that other migrations in the folder have: the runner refuses two of one version. @throws InputError */
export function refuseTaken(files: readonly string[]): void {
  const own = new Set(files.map((file) => basename(file)));
  for (const file of files) {
    const version = names.versionOf(file);
    if (version === undefined) continue;
    const same = neighbours(dirname(file)).find((other) => {
      const its = names.versionOf(other);
      return (
        !own.has(other) &&
        its !== undefined &&
        versionParts(its).join('.') === versionParts(version).join('.')
      );
    });
    if (same === undefined) continue;
    throw new InputError('cli/value', `${basename(file)} would have the version of ${same}.`, {
      help: 'The files of --phases have consecutive versions: start with one after which enough are free.',
    });
  }
}

function neighbours(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
