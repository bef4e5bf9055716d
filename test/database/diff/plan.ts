/** The planner under test, in this process. */
import { type Rename, renameText } from '../../../src/cli/migration/renames.js';
import { type Migration, migrationOf, type Side } from '../../../src/migration.js';
import { read } from '../../../src/pipeline.js';
import { type Settings, withDefaults } from '../../../src/settings/settings.js';

export interface Decisions {
  readonly allowDataLoss?: boolean;
  /** Nothing is a rename. */
  readonly noRename?: boolean;
  /** Done in the old side already. */
  readonly renames?: readonly Rename[];
  /** By `schema.table.column`. */
  readonly values?: Readonly<Record<string, string>>;
}

export const sideOf = (text: string, form: Side['form'] = 'dump'): Side => ({
  dump: read(Buffer.from(text)),
  text,
  form,
  owners: true,
});

/** What a database that exists is compared with: `plain`, with owners. */
export const PLAIN = withDefaults({ preset: 'plain', owners: 'keep' });

export const planned = (
  old: Side,
  now: Side,
  { allowDataLoss = false, noRename = false, renames = [], values = {} }: Decisions = {},
  settings: Settings = PLAIN,
): Migration & { readonly sql: string } => {
  const migration = migrationOf(old, now, {
    settings,
    allowDataLoss,
    renames: { renamed: new Map(), none: noRename },
    values: new Map(Object.entries(values)),
    first: renames.map((rename) => renameText(rename, '  ')),
  });
  return { ...migration, sql: migration.files.map(({ sql }) => sql).join('') };
};
