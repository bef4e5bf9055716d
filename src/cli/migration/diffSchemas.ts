/** Compares two schemas, plans the migration, proves it, and writes it. */
import { resolve } from 'node:path';
import { InputError, Undecided } from '../../diagnostics/diagnostics.js';
import type { Migration, Side } from '../../migration.js';
import { type Settings, withDefaults } from '../../settings/settings.js';
import type { Read, SourceContext } from '../../sources/source.js';
import { configurationOf, STDOUT } from '../conversion/configuration.js';
import { projectLayout } from '../conversion/projectLayout.js';
import { type Io, write } from '../io/io.js';
import { progressOn } from '../io/progress.js';
import { sourceContext } from '../io/sourceContext.js';
import { assignment, shownPath } from './decisions.js';
import { proofOf } from './proof.js';
import { putFiles } from './put.js';
import { type Rename, renameOf, renameStatements, renameText } from './renames.js';

export interface DiffFlags {
  readonly old?: string | undefined;
  readonly new?: string | undefined;
  readonly output?: string;
  readonly preset?: Settings['preset'];
  readonly rename?: readonly string[];
  readonly noRename?: boolean;
  readonly value?: readonly string[];
  readonly allowDataLoss?: boolean;
  readonly phases?: boolean;
  readonly keepUnproven?: boolean;
  readonly server?: string;
  readonly trust?: boolean;
  readonly config?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

/** @returns 1 if the migration is not proven @throws InputError, Undecided */
export async function diffSchemas(flags: DiffFlags, io: Io): Promise<0 | 1> {
  if (flags.old === undefined || flags.new === undefined)
    throw new InputError(
      'cli/usage',
      'diff needs two schemas: the one that databases have, and the one that they should have.',
      {
        help: 'For example: pg-baseline diff old.sql new.sql -o db/migration/V002__visits.sql',
      },
    );
  if (flags.phases && (flags.output ?? STDOUT) === STDOUT)
    throw new InputError('cli/usage', '--phases writes several files, so it needs --output.', {
      help: 'For example: --phases -o db/migration/V002__visits.sql',
    });
  const settings = await settingsOf(flags, io);
  const progress = progressOn(io, flags.quiet ?? false);
  try {
    const engine = {
      ...(flags.server === undefined ? {} : { server: flags.server }),
      trust: flags.trust ?? false,
    };
    const context = sourceContext(io, progress, engine);
    const renames = (flags.rename ?? []).map(renameOf);
    const [old, now] = await sidesOf(flags.old, flags.new, renames, context);
    progress.say('Planning', true);
    const migration = await planned(old, now, { flags, settings, renames });
    refuse(migration);
    if (migration.files.length === 0) {
      if (!flags.quiet) await write(io.stderr, 'Nothing differs; there is nothing to write.\n');
      return 0;
    }
    const proof = await proofOf(migration, { renames, engine, say: (what) => progress.say(what, true) });
    progress.end();
    if (!proof.isProven) {
      await write(io.stderr, `${proof.text}\n`);
      if (!flags.keepUnproven) return 1;
    } else if (!flags.quiet) await write(io.stderr, `${proof.text}\n`);
    const { output = STDOUT, force = false, quiet = false } = flags;
    await putFiles(migration.files, { output, io, isProven: proof.isProven, force, quiet });
    return proof.isProven ? 0 : 1;
  } finally {
    progress.end();
  }
}

async function settingsOf({ preset, config, output }: DiffFlags, io: Io): Promise<Settings> {
  const { settings } = await configurationOf(config, io.cwd);
  const layout = await projectLayout(
    resolve(io.cwd, output === undefined || output === STDOUT ? 'migration.sql' : output),
  );
  return withDefaults({
    // A database that exists has owners; a baseline leaves them to the role that runs it.
    owners: 'keep',
    ...settings,
    ...(preset === undefined ? {} : { preset }),
    ...layout,
  });
}

/** Both schemas; with the renames done in the old one. */
async function sidesOf(
  old: string,
  now: string,
  renames: readonly Rename[],
  context: SourceContext,
): Promise<readonly [Side & { text: string }, Side]> {
  const { readPair, loaded } = await import('../../sources/pair.js');
  const [before, after] = await readPair(old, now, context);
  if (renames.length === 0) return [await sideOf(before), await sideOf(after)];
  const original = await sideOf(before);
  const renamed = await sideOf(await loaded(await withRenames(before, renames, context), context));
  // The proof starts from the names that databases have.
  return [
    { ...renamed, text: original.text, form: original.form },
    await sideOf(await loaded(after, context)),
  ];
}

async function withRenames(read: Read, renames: readonly Rename[], context: SourceContext): Promise<Read> {
  const { decode } = await import('../../source/decode.js');
  const { throughEngine } = await import('../../sources/engine/throughEngine.js');
  const { refuseFailures } = await import('../../sources/engine/refused.js');
  const texts = [
    {
      text: decode(read.bytes, read.file).text,
      form: read.form,
      ...(read.file === undefined ? {} : { file: read.file }),
    },
    {
      text: renames
        .flatMap(renameStatements)
        .map((one) => `${one};\n`)
        .join(''),
      form: 'migration' as const,
      file: '--rename',
    },
  ];
  const { sql, notRun, owners } = refuseFailures(await throughEngine(texts, context), texts);
  return {
    ...read,
    bytes: new TextEncoder().encode(sql),
    form: 'dump',
    isLoaded: true,
    notRun,
    owners: owners && read.owners,
  };
}

async function sideOf({ bytes, file, form, owners }: Read): Promise<Side> {
  const [{ read }, { decode }, { ready }] = await Promise.all([
    import('../../pipeline.js'),
    import('../../source/decode.js'),
    import('../../index.js'),
  ]);
  await ready();
  return { dump: read(bytes, file), text: decode(bytes, file).text, form, owners };
}

async function planned(
  old: Side,
  now: Side,
  { flags, settings, renames }: { flags: DiffFlags; settings: Settings; renames: readonly Rename[] },
): Promise<Migration> {
  const { migrationOf } = await import('../../migration.js');
  const values = (flags.value ?? []).map((word) => assignment(word, '--value'));
  return migrationOf(old, now, {
    settings,
    values: new Map(values.map(({ path, value }) => [shownPath(path), value])),
    noRename: flags.noRename ?? false,
    allowDataLoss: flags.allowDataLoss ?? false,
    phases: flags.phases ?? false,
    first: renames.map((rename) => renameText(rename, ' '.repeat(settings.tabWidth))),
  });
}

/** @throws Undecided with all questions at once */
function refuse({ plan: { questions } }: Migration): void {
  const [first, ...others] = questions.map(
    ({ code, message, help }) =>
      (rest: readonly InputError[]) =>
        new Undecided(code, message, { help, others: rest }),
  );
  if (first) throw first(others.map((one) => one([])));
}
