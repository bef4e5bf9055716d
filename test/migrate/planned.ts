/** Migrations between two schemas in SQL, as `diff` plans them. */
import { type Migration, type MigrationOptions, migrationOf, type Side } from '../../src/migration.js';
import { read } from '../../src/pipeline.js';
import { type Settings, withDefaults } from '../../src/settings/settings.js';

const sideOf = (text: string): Side => ({
  dump: read(new TextEncoder().encode(text)),
  text,
  form: 'dump',
  owners: false,
});

export interface Planning extends Partial<Omit<MigrationOptions, 'settings' | 'values'>> {
  readonly values?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

export const planned = (
  old: string,
  now: string,
  { values = {}, settings = {}, ...more }: Planning = {},
): Migration =>
  migrationOf(sideOf(old), sideOf(now), {
    settings: withDefaults({ preset: 'plain', postgres: 15, ...settings }),
    values: new Map(Object.entries(values)),
    noRename: true,
    allowDataLoss: true,
    first: [],
    ...more,
  });

/** The comment lines at the start of a file, as sentences. */
export const headerOf = (sql: string): string =>
  sql
    .slice(0, sql.indexOf('\n\n'))
    .split('\n')
    .map((line) => line.slice(3))
    .join('\n');
