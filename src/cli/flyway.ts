/**
 * What Flyway has to be told of a migration: it replaces `${…}` wherever that stands, in the body of a function too, and
 * stops where it has no value. There is no way to escape it; a file beside the migration turns it off.
 * https://documentation.red-gate.com/fd/script-configuration-277579023.html
 */
import { currentText, type Target } from './files.js';

/** A name that Flyway takes for a migration, by its defaults: versioned or baseline with a version, repeatable without. */
const MIGRATION = /(?:^|[\\/])(?:[VB](\d+(?:[._]\d+)*)(?:__[^\\/]*)?|R__[^\\/]*)\.(?:sql|SQL)$/;

/** `001` of db/migration/V001__baseline.sql; undefined where Flyway would see no version in the name. */
export const versionOf = (path: string): string | undefined =>
  MIGRATION.exec(path)?.[1]?.replaceAll('_', '.');

const OFF = 'placeholderReplacement=false';
/** Somebody decided already; Flyway knows the word in this spelling only. */
const DECIDED = /^\s*placeholderReplacement\s*[=:]/m;

export interface ScriptConfiguration {
  /** To be written; what somebody else said in it stays. */
  readonly target?: Target;
  /** Written by an earlier run, and no longer needed. */
  readonly obsolete?: Target;
}

/** The file beside a migration, where it is one. */
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
