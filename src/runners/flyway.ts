/**
 * Flyway: recognizes a migration by its file name, runs it in its own transaction, and records it in a table. It
 * replaces `${…}` anywhere, even in the body of a function, and stops if the placeholder has no value. It has no
 * escape syntax; a file next to the migration disables placeholders.
 * https://documentation.red-gate.com/fd/script-configuration-277579023.html
 */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostics.js';
import type { Migration, OutputName, Runner } from './runner.js';
import { versionParts } from './versions.js';

/** File names of migrations by Flyway's defaults: versioned or baseline with a version, repeatable without. */
const MIGRATION = /(?:^|[\\/])(?:[VB](\d+(?:[._]\d+)*)(?:__[^\\/]*)?|R__[^\\/]*)\.(?:sql|SQL)$/;
/** Default folder of Flyway and of tools with the same naming convention. */
const FOLDER = /^migrations?$/i;
/** Names close to those of a migration: `V001_baseline.sql`, `v001__baseline.sql`, `V001-baseline.sql`. */
const NEARLY = /^(?:[VB][\d_ -]|[vb]\d|R_[^_]|r__)/;

/** Its parts: type, version, description. */
const PARTS = /^(?:([VB])(\d+(?:[._]\d+)*)(?:__(.*))?|R__(.*))\.(?:sql|SQL)$/;

function migrationOf(name: string): Migration | undefined {
  const [, letter, version, description = '', repeatable] = PARTS.exec(name) ?? [];
  if (repeatable !== undefined) return { type: 'repeatable', version: undefined, description: repeatable };
  if (version === undefined) return undefined;
  return {
    type: letter === 'V' ? 'versioned' : 'baseline',
    version: version.replaceAll('_', '.'),
    description,
  };
}

const isMigration = (name: string): boolean => MIGRATION.test(`/${name}`);

/** Equal for `V001.0__…` and `V1__…`, because Flyway compares versions part by part, as numbers. */
function comparedVersion(name: string): string | undefined {
  const [, type, version] = /^([VB])(\d+(?:[._]\d+)*)(?:__|\.)/.exec(isMigration(name) ? name : '') ?? [];
  return version === undefined ? undefined : `${type}${versionParts(version).join('.')}`;
}

function findings({ given: output, name, folder, others: all }: OutputName): Diagnostic[] {
  const others = all.filter(isMigration);
  const warning = (code: DiagnosticCode, message: string, help: string): Diagnostic[] => [
    { severity: 'warning', code, message, help },
  ];
  if (!isMigration(name)) {
    const meant = FOLDER.test(folder) || others.length > 0 || NEARLY.test(name);
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

const PLACEHOLDER = '${';
const OFF = 'placeholderReplacement=false';
const ALONE = 'executeInTransaction=false';
const RUNS_ALONE = /^\s*executeInTransaction\s*[=:]\s*false\s*$/m;
/** The user already set the property; Flyway recognizes only this spelling. */
const DECIDED = /^\s*placeholderReplacement\s*[=:]/m;

function turnedOff(found: string): string {
  if (DECIDED.test(found)) return found;
  return `${found}${found === '' || found.endsWith('\n') ? '' : '\n'}${OFF}\n`;
}

/** Uses concat(), which calls no casts: the owner of a column's type could have defined one. */
const LATER = `
WITH ran AS MATERIALIZED (
  SELECT version, string_to_array(regexp_replace(version, '(\\.0+)+$', ''), '.')::numeric[] AS numbers
  FROM (SELECT concat(version) AS version FROM %s WHERE concat(success) = 't') done
  WHERE version ~ '^[0-9]+([.][0-9]+)*$'
)
SELECT version FROM ran
WHERE numbers > $1 AND ($2 OR EXISTS (SELECT FROM ran WHERE numbers = $1))
ORDER BY numbers DESC LIMIT 1`;

export const flyway = {
  name: 'Flyway',
  paths: { baseline: 'db/migration/V001__baseline.sql', templates: 'db/migration/templates' },
  names: {
    folders: /^(migrations?|sql)$/i,
    versionOf: (path) => MIGRATION.exec(path)?.[1]?.replaceAll('_', '.'),
    migrationOf,
    fileName: (type, version, description) =>
      `${type === 'versioned' ? 'V' : 'B'}${version}__${description.trim().replace(/[^\p{L}\p{N}]+/gu, '_')}.sql`,
    runsAlone: (side) => RUNS_ALONE.test(side),
    findings,
  },
  placeholders: {
    begin: PLACEHOLDER,
    finding: (named) => ({
      severity: 'info',
      code: 'flyway/placeholders',
      message: `Flyway would treat a part of the text of ${named} as a placeholder, and look for its value.`,
      help: `Keep NAME.sql.conf next to the baseline NAME.sql, with the line placeholderReplacement=false; --output writes both files.`,
    }),
  },
  sideFile: {
    ending: '.conf',
    isReadBeside: (path) => MIGRATION.test(path),
    textFor: (sql, found) => (sql.includes(PLACEHOLDER) ? turnedOff(found) : undefined),
    aloneText: (sql, found) => {
      const text = sql.includes(PLACEHOLDER) ? turnedOff(found) : found;
      return RUNS_ALONE.test(text)
        ? text
        : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${ALONE}\n`;
    },
    isOwn: (found) => found.trim() === OFF,
  },
  history: {
    table: 'flyway_schema_history',
    tables: {
      flyway_schema_history:
        'installed_rank version description type script checksum installed_by installed_on execution_time success',
      schema_version:
        'version_rank installed_rank version description type script checksum installed_by installed_on execution_time success',
    },
    ran: `SELECT concat(version) AS version FROM %s WHERE concat(success) = 't'`,
    parts: versionParts,
    later: LATER,
  },
} as const satisfies Runner;
