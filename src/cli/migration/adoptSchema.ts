/** Reads the dump of a database, plans the migrations to the baseline, proves them, and writes them. */
import { dirname, resolve } from 'node:path';
import type { Adoption } from '../../adoption.js';
import { InputError, render, Undecided } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { type Settings, withDefaults } from '../../settings/settings.js';
import { configurationOf } from '../conversion/configuration.js';
import { projectLayout } from '../conversion/projectLayout.js';
import { writeWhole } from '../io/files.js';
import { type Io, write } from '../io/io.js';
import { type Progress, progressOn } from '../io/progress.js';
import { sourceContext } from '../io/sourceContext.js';
import { asking, canAsk } from '../project/questions.js';
import { placedFiles, refuseOthers } from './adoptFiles.js';
import { adoptionProof } from './adoptProof.js';
import { diagnosticsOf, pathTable } from './adoptWords.js';

export interface AdoptFlags {
  readonly from?: string;
  readonly output?: string;
  readonly tenant?: string;
  readonly keepUnproven?: boolean;
  readonly server?: string;
  readonly trust?: boolean;
  readonly config?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

interface Project {
  readonly from: string;
  /** The baseline. */
  readonly baseline: string;
  readonly folder: string;
  readonly settings: Settings;
}

/** @returns 1 if the migrations are not proven @throws InputError, Undecided */
export async function adoptSchema(flags: AdoptFlags, io: Io): Promise<0 | 1> {
  const project = await projectOf(flags, io);
  const tenant = flags.tenant ?? (await askedTenant(flags, io));
  const progress = progressOn(io, flags.quiet ?? false);
  try {
    const engine = {
      ...(flags.server === undefined ? {} : { server: flags.server }),
      trust: flags.trust ?? false,
    };
    const { adoption, text } = await planned(project, tenant, { io, progress, engine });
    refuse(adoption);
    refuseTenant(adoption);
    progress.end();
    await write(
      io.stderr,
      diagnosticsOf(adoption)
        .map((one) => `${render(one)}\n`)
        .join(''),
    );
    if (!flags.quiet) await write(io.stderr, pathTable(adoption, tenant));
    const proof = await adoptionProof(adoption, {
      dump: text,
      engine,
      say: (what) => progress.say(what, true),
    });
    progress.end();
    if (!proof.isProven || !flags.quiet) await write(io.stderr, `${proof.text}\n`);
    if (proof.isProven || flags.keepUnproven)
      await put(adoption, project, { flags, io, isProven: proof.isProven });
    return proof.isProven ? 0 : 1;
  } finally {
    progress.end();
  }
}

async function projectOf(flags: AdoptFlags, io: Io): Promise<Project> {
  const { config, settings } = await configurationOf(flags.config, io.cwd);
  const from = flags.from ?? config.dump;
  if (from === undefined)
    throw new InputError('adopt/no-source', 'adopt needs a dump of the database that exists.', {
      help: 'Name it: pg-baseline adopt --from schema.sql',
    });
  const baseline = config.output ?? baselineRunner.paths.baseline;
  const folder = flags.output ?? dirname(baseline);
  const layout = await projectLayout(resolve(io.cwd, folder, 'migration.sql'));
  // A database that exists has owners.
  return {
    from,
    baseline,
    folder,
    settings: withDefaults({ owners: 'keep', ...settings, preset: 'hims', ...layout }),
  };
}

/** With one tenant there is nothing to fill. */
async function askedTenant({ quiet }: AdoptFlags, io: Io): Promise<string | undefined> {
  if (quiet || !canAsk(io)) return undefined;
  const { ask, end } = asking(io);
  try {
    const answer = await ask('Do all rows belong to one tenant? Its key, or nothing if there are several: ');
    return answer === undefined || answer === '' ? undefined : answer;
  } finally {
    end();
  }
}

interface Around {
  readonly io: Io;
  readonly progress: Progress;
  readonly engine: { readonly server?: string; readonly trust: boolean };
}

async function planned(
  { from, settings }: Project,
  tenant: string | undefined,
  { io, progress, engine }: Around,
): Promise<{ adoption: Adoption; text: string }> {
  const [{ readSource }, { decode }, { ready }, { read }, { adoptionOf }] = await Promise.all([
    import('../../sources/registry.js'),
    import('../../source/decode.js'),
    import('../../index.js'),
    import('../../pipeline.js'),
    import('../../adoption.js'),
  ]);
  await ready();
  const { bytes, file } = await readSource(from, sourceContext(io, progress, engine));
  progress.say('Planning', true);
  const adoption = adoptionOf(read(bytes, file), { settings, tenant, backfill: settings.backfill });
  return { adoption, text: decode(bytes, file).text };
}

/** @throws Undecided with all questions at once, InputError for entries of the configuration */
function refuse({ questions, unusable }: Adoption): void {
  const [bad, ...worse] = unusable.map(
    (table) =>
      new InputError(
        'adopt/expression',
        `adopt.backfill of ${table} is neither a path to a table with tenants nor one SQL expression.`,
        {
          help: 'Write column -> schema.table, for a column of the table that holds the primary key of the other, or an SQL expression.',
        },
      ),
  );
  if (bad) throw new InputError(bad.code, bad.message, { help: bad.help!, others: worse });
  const [first, ...others] = questions.map(
    ({ message, help }) =>
      (rest: readonly InputError[]) =>
        new Undecided('adopt/refused', message, { help, others: rest }),
  );
  if (first) throw first(others.map((one) => one([])));
}

const FORMS: Readonly<Record<string, RegExp>> = {
  uuid: /^\{?[\da-f]{4}(?:-?[\da-f]{4}){7}\}?$/i,
  smallint: /^[+-]?\d+$/,
  integer: /^[+-]?\d+$/,
  bigint: /^[+-]?\d+$/,
};

/** @throws InputError where the key has another form than its type */
function refuseTenant({ only, tenantType = '' }: Adoption): void {
  if (only === undefined || (FORMS[tenantType]?.test(only) ?? true)) return;
  throw new InputError(
    'adopt/tenant',
    `--tenant ${only} is no ${tenantType}, which the keys of tenants are.`,
    {
      help: 'Give the key of the row in the tenants table.',
    },
  );
}

async function put(
  { files }: Adoption,
  { baseline, folder }: Project,
  { flags, io, isProven }: { flags: AdoptFlags; io: Io; isProven: boolean },
): Promise<void> {
  const placed = placedFiles(files, { folder, output: baseline, cwd: io.cwd, isProven });
  refuseOthers(placed, flags.force ?? false);
  const written = await writeWhole(placed.flatMap(({ targets }) => targets));
  if (flags.quiet) return;
  const lines = placed.flatMap(({ targets }) =>
    targets.map((target) => `${target.name}: ${written.includes(target) ? 'written' : 'unchanged'}\n`),
  );
  await write(io.stderr, lines.join(''));
}
