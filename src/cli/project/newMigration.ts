/** Writes the next migration from a template: fills it, tries it after all others, and only then writes it. */
import { dirname, join, resolve } from 'node:path';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { didYouMean } from '../../didYouMean.js';
import { baselineRunner } from '../../runners/registry.js';
import { nextVersion } from '../../runners/versions.js';
import { type Settings, withDefaults } from '../../settings/settings.js';
import { planOf, STDOUT } from '../conversion/configuration.js';
import { projectLayout } from '../conversion/projectLayout.js';
import { writeWhole } from '../io/files.js';
import { type Io, write } from '../io/io.js';
import { progressOn } from '../io/progress.js';
import { type MigrationFile, migrationsBeside, textOf } from './migrations.js';
import { columnTexts } from './columns.js';
import { schemaFrom, tableFrom } from './names.js';
import { failureLines, scriptsOf } from './scripts.js';
import { findTemplate } from './templates/find.js';
import {
  filled,
  placeholdersOf,
  refuseWithout,
  type Template,
  type Values,
} from './templates/placeholders.js';

export interface NewFlags {
  readonly name: string;
  readonly template: string;
  readonly table?: string;
  readonly schema?: string;
  readonly column?: readonly string[];
  readonly references?: readonly string[];
  readonly profile?: string;
  readonly config?: string;
  readonly quiet?: boolean;
}

/** @returns 1 if the migration does not run, which is then not written */
export async function newMigration(flags: NewFlags, io: Io): Promise<0 | 1> {
  const plan = await planOf(flags.config === undefined ? {} : { config: flags.config }, io);
  const output = plan.output === STDOUT ? baselineRunner.paths.baseline : plan.output;
  const all = migrationsBeside(output, io.cwd);
  const template = findTemplate(flags.template, join(dirname(output), 'templates'), io.cwd);
  const version = nextVersion(all);
  const shown = join(dirname(output), baselineRunner.names.fileName('versioned', version, flags.name));
  const layout = await projectLayout(resolve(io.cwd, shown));
  const settings = withDefaults({ ...plan.settings, ...layout });
  const sql = await textFor({ flags, template, version, all, settings });

  const path = resolve(io.cwd, shown);
  const progress = progressOn(io, flags.quiet ?? false);
  progress.say('Running the migrations', true);
  const { applyScripts } = await import('../../verify/load/migrations.js');
  const { openEngine } = await import('../../verify/engines.js');
  const scripts = [
    ...scriptsOf(forNewDatabases(all), output, io.cwd, settings.superuser === 'separate'),
    { name: shown, text: sql, alone: false },
  ];
  const engine = await openEngine({}, ...scripts.map(({ text }) => text));
  try {
    const { failures } = await applyScripts(engine, await engine.create(), scripts);
    progress.end();
    if (failures.length > 0) {
      await write(io.stderr, `${[...failureLines(failures), `${shown}: not written`].join('\n')}\n`);
      return 1;
    }
  } finally {
    progress.end();
    await engine.close();
  }
  await writeWhole([{ path, name: shown, text: sql }]);
  if (!flags.quiet)
    await write(
      io.stderr,
      `${shown}: written, after it ran behind ${scripts.length - 1} others on ${engine.name}\n`,
    );
  return 0;
}

/** Versions without the baselines that only later databases start with, and without repeatable files, which run last. */
const forNewDatabases = (all: readonly MigrationFile[]): MigrationFile[] => {
  const versioned = all.filter(({ type }) => type === 'versioned');
  return versioned.length > 0 ? versioned : all.filter(({ type }) => type === 'baseline');
};

/** The baseline and the migrations as one text; the parser refuses one that takes something back. */
const schemaAfter = (files: readonly MigrationFile[]): string =>
  files.map((file) => textOf(file)).join('\n\n');

interface Wanted {
  readonly flags: NewFlags;
  readonly template: Template;
  readonly version: string;
  readonly all: readonly MigrationFile[];
  readonly settings: Settings;
}

async function textFor({ flags, template, version, all, settings }: Wanted): Promise<string> {
  const { additionsTo } = await import('../../additions.js');
  const { loadGrammar } = await import('../../grammar.js');
  await loadGrammar();
  const table = flags.table === undefined ? undefined : tableFrom(flags.table);
  const given = valuesOf(flags, table, version, settings);
  const empty = filled(template, { ...given, added_columns: [], added: [] });
  const schema = schemaAfter(forNewDatabases(all));
  const ours = placeholdersOf(template).has('added_columns') ? table : undefined;
  const later = withProfile(settings, flags, table);
  try {
    const { columns, statements, selfCheck } = additionsTo({
      schema,
      sql: empty,
      table: ours,
      settings,
      later,
    });
    if (statements.length > 0) refuseWithout(template, 'added');
    const added = [...statements, ...selfCheck].flatMap((block, at) => [
      ...(at === 0 ? [] : ['']),
      ...block.split('\n'),
    ]);
    return filled(template, { ...given, added_columns: columns, added });
  } catch (error) {
    // Lines of files that were joined mean nothing to a reader.
    if (!(error instanceof InputError) || error.place === undefined || error.code === 'project/template')
      throw error;
    throw new InputError(
      'project/unreadable',
      `The migrations cannot be read as one schema: ${error.message}`,
      {
        ...(error.frame === undefined ? {} : { frame: error.frame }),
        help: 'Write this migration by hand, and try it with pg-baseline check.',
      },
    );
  }
}

function valuesOf(flags: NewFlags, table: Name | undefined, version: string, settings: Settings): Values {
  const schema = flags.schema === undefined ? table?.schema : schemaFrom(flags.schema);
  const columns = columnTexts(flags.column ?? [], flags.references ?? []);
  const last = columns.length - 1;
  return {
    description: flags.name,
    version,
    ...(schema === undefined ? {} : { schema: quoteIdentifier(schema) }),
    ...(table === undefined ? {} : { table: quoteName(table), table_name: quoteIdentifier(table.name) }),
    ...(flags.profile === undefined ? {} : { profile: profileFrom(flags.profile, settings) }),
    columns: columns.map((one) => `${one},`),
    ...(columns.length === 0
      ? {}
      : {
          add_columns: columns.map((one, at) => `ADD COLUMN IF NOT EXISTS ${one}${at === last ? '' : ','}`),
        }),
  };
}

function profileFrom(name: string, { compliance }: Settings): string {
  const all = Object.keys(compliance);
  if (all.includes(name)) return name;
  throw new InputError('project/profile', `There is no compliance profile ${JSON.stringify(name)}.`, {
    help: didYouMean(name, all) ?? `There are ${all.join(', ')}.`,
  });
}

/** The table gets the profile, before any other that matches it. */
function withProfile(settings: Settings, { profile }: NewFlags, table: Name | undefined): Settings {
  if (profile === undefined || table === undefined) return settings;
  const its = { ...settings.compliance[profile]!, tables: [quoteName(table)], holding: 'any' as const };
  return { ...settings, compliance: { [` ${profile}`]: its, ...settings.compliance } };
}
