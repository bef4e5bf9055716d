/** The planner under test, in this process. */
import { type Rename, renameText } from '../../../src/cli/migration/renames.js';
import { migrationOf, type Side } from '../../../src/migration.js';
import type { Plan } from '../../../src/migrate/plan.js';
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

export interface Planned {
  readonly plan: Plan;
  readonly sql: string;
}

export function planned(
  old: Side,
  now: Side,
  { allowDataLoss = false, noRename = false, renames = [], values = {} }: Decisions = {},
  settings: Settings = PLAIN,
): Planned {
  const { plan, files } = migrationOf(old, now, {
    settings,
    allowDataLoss,
    noRename,
    values: new Map(Object.entries(values)),
    first: renames.map((rename) => renameText(rename, '  ')),
  });
  return { plan, sql: files.map(({ sql }) => sql).join('\n') };
}
