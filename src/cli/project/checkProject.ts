/** Checks a project for CI: the baseline is up to date, every version applies after it, tenants are isolated at the end, no drift. */
import { basename, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { masked } from '../../secrets.js';
import { baselineRunner } from '../../runners/registry.js';
import { compareVersions } from '../../runners/versions.js';
import { withDefaults } from '../../settings/settings.js';
import type { Script } from '../../verify/load/migrations.js';
import { type Plan, planOf, STDOUT } from '../conversion/configuration.js';
import { convertDump } from '../conversion/convertDump.js';
import { currentText } from '../io/files.js';
import { readDump } from '../io/input.js';
import { type Io, write } from '../io/io.js';
import { type Progress, progressOn } from '../io/progress.js';
import { applied } from './apply.js';
import { type MigrationFile, migrationsBeside } from './migrations.js';
import type { Step } from './step.js';

export interface CheckFlags {
  readonly dump?: string;
  readonly config?: string;
  /** The live database. */
  readonly server?: string;
  readonly quiet?: boolean;
}

export async function checkProject(flags: CheckFlags, io: Io): Promise<0 | 1> {
  const quiet = flags.quiet ?? false;
  const plan = await planOf({ ...given(flags), check: true }, io);
  const output = plan.output === STDOUT ? baselineRunner.paths.baseline : plan.output;
  if (currentText({ path: resolve(io.cwd, output), name: output }) === undefined)
    throw new InputError('project/no-baseline', `There is no baseline ${output}.`, {
      help: 'Convert the dump first: pg-baseline convert schema.sql',
    });
  const found: Step[] = [];
  const say = async (step: Step): Promise<void> => {
    found.push(step);
    const lines = [...step.findings, ...(quiet ? [] : step.done)];
    if (lines.length > 0) await write(io.stderr, masked(`${lines.join('\n')}\n`));
  };
  const all = migrationsBeside(output, io.cwd);
  await say(plan.released ? NOT_COMPARED(output) : await isCurrent(flags, output, io));
  await say(namesIn(all, output));
  const progress = progressOn(io, quiet);
  const settings = withDefaults(plan.settings);
  const design = plan.released && plan.dump !== undefined ? await designOf(plan, io, progress) : undefined;
  const project = { all, output, settings, design, server: flags.server, cwd: io.cwd };
  for (const step of await applied(project, progress)) await say(step);
  return found.every(({ findings }) => findings.length === 0) ? 0 : 1;
}

const given = ({ dump, config }: CheckFlags) => ({
  ...(dump === undefined ? {} : { dump }),
  ...(config === undefined ? {} : { config }),
});

const NOT_COMPARED = (output: string): Step => ({
  findings: [],
  done: [`${output}: released, so only what all migrations give is compared with the dump`],
});

/** As `convert --check`, which says what differs, without its messages about the dump. */
async function isCurrent(flags: CheckFlags, output: string, io: Io): Promise<Step> {
  const exit = await convertDump({ ...given(flags), check: true, quiet: true }, io);
  return exit === 0
    ? { findings: [], done: [`${output}: is what the dump and the configuration give`] }
    : { findings: [`${output}: is not what the dump and the configuration give`], done: [] };
}

/** What the dump and the configuration give today. */
async function designOf(plan: Plan, io: Io, progress: Progress): Promise<Script> {
  const { convert, ready } = await import('../../index.js');
  await ready();
  const { bytes, file } = await readDump(plan.dump, io, progress);
  const { sql, files } = convert(bytes, { ...plan.settings, version: undefined }, file);
  const texts = [
    ...files.filter(({ path }) => path.includes('before')),
    { sql },
    ...files.filter(({ path }) => path.includes('after')),
  ];
  return { name: file ?? 'the dump', text: texts.map((one) => one.sql).join('\n'), alone: false };
}

/** Two files of one version. Flyway leaves a gap as it is, and a baseline may have the version of a migration. */
function namesIn(all: readonly MigrationFile[], output: string): Step {
  const twice = all.flatMap((one, at) => {
    const before = all[at - 1];
    const same =
      one.version !== undefined &&
      before?.version !== undefined &&
      before.type === one.type &&
      compareVersions(before.version, one.version) === 0;
    return same
      ? [`${before.shown} and ${one.shown}: the same version; ${baselineRunner.name} rejects that`]
      : [];
  });
  const first = all.find(({ file }) => file === basename(output));
  const below = all.filter(
    ({ type, version }) =>
      type === 'versioned' &&
      first?.version !== undefined &&
      version !== undefined &&
      compareVersions(version, first.version) < 0,
  );
  const early = below.map(({ shown }) => `${shown}: its version is below that of the baseline ${output}`);
  return { findings: [...twice, ...early], done: [] };
}
