/** Checks a project for CI: the baseline is up to date, every version applies after it, tenants are isolated at the end, no drift. */
import { basename, dirname, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { masked } from '../../secrets.js';
import { baselineRunner } from '../../runners/registry.js';
import { compareVersions } from '../../runners/versions.js';
import { type Settings, withDefaults } from '../../settings/settings.js';
import type { Engine } from '../../verify/engine/engine.js';
import type { Script } from '../../verify/load/migrations.js';
import { type Plan, planOf, STDOUT } from '../conversion/configuration.js';
import { convertDump } from '../conversion/convertDump.js';
import { currentText } from '../io/files.js';
import { type Io, write } from '../io/io.js';
import { type Progress, progressOn } from '../io/progress.js';
import { driftFrom } from './drift.js';
import { selfCheckLines } from './endState.js';
import { type MigrationFile, migrationsBeside } from './migrations.js';
import { failureLines, scriptsOf } from './scripts.js';

export interface CheckFlags {
  readonly dump?: string;
  readonly config?: string;
  /** The live database. */
  readonly server?: string;
  readonly quiet?: boolean;
}

/** Findings of one step, and what to say of it if there are none. */
interface Step {
  readonly findings: readonly string[];
  readonly done: readonly string[];
}

export async function checkProject(flags: CheckFlags, io: Io): Promise<0 | 1> {
  const plan = await planOf({ ...(flags.config === undefined ? {} : { config: flags.config }), check: true }, io);
  const output = plan.output === STDOUT ? baselineRunner.paths.baseline : plan.output;
  if (currentText({ path: resolve(io.cwd, output), name: output }) === undefined)
    throw new InputError('project/no-baseline', `There is no baseline ${output}.`, {
      help: 'Convert the dump first: pg-baseline convert schema.sql',
    });
  const upToDate = plan.released ? released(output) : await isCurrent(flags, plan, io);
  const all = migrationsBeside(output, io.cwd);
  const names = namesIn(all, output);
  const say = async ({ findings, done }: Step): Promise<void> => {
    const lines = [...findings, ...(flags.quiet ? [] : done)];
    if (lines.length > 0) await write(io.stderr, masked(`${lines.join('\n')}\n`));
  };
  await say(names);
  const progress = progressOn(io, flags.quiet ?? false);
  const settings = withDefaults(plan.settings);
  const steps = await applied({ all, output, settings, server: flags.server, cwd: io.cwd }, progress);
  for (const step of steps) await say(step);
  return [upToDate, names, ...steps].every(({ findings }) => findings.length === 0) ? 0 : 1;
}

const released = (output: string): Step => ({
  findings: [],
  done: [`${output}: released, so it is not compared with the dump`],
});

/** As `convert --check`, which says what it finds. */
async function isCurrent({ dump, config, quiet }: CheckFlags, plan: Plan, io: Io): Promise<Step> {
  const exit = await convertDump(
    {
      check: true,
      ...(dump === undefined ? {} : { dump }),
      ...(config === undefined ? {} : { config }),
      ...(quiet === undefined ? {} : { quiet }),
    },
    io,
  );
  return { findings: exit === 0 ? [] : [`${plan.output}: not up to date`], done: [] };
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
    return same ? [`${before.shown} and ${one.shown}: the same version; ${baselineRunner.name} rejects that`] : [];
  });
  const first = all.find(({ file }) => file === basename(output));
  const below = all.filter(
    ({ type, version }) =>
      type === 'versioned' && first?.version !== undefined && version !== undefined && compareVersions(version, first.version) < 0,
  );
  const early = below.map(({ shown }) => `${shown}: its version is below that of the baseline ${output}`);
  return { findings: [...twice, ...early], done: [] };
}

interface Project {
  readonly all: readonly MigrationFile[];
  readonly output: string;
  readonly settings: Settings;
  readonly server: string | undefined;
  readonly cwd: string;
}

/** The files in the order in which a new database runs them; with a later baseline, that is a second way. */
function waysOf({ all, output, settings, cwd }: Project): Script[][] {
  const separate = settings.superuser === 'separate';
  const repeatable = all.filter(({ type }) => type === 'repeatable');
  const versioned = all.filter(({ type }) => type === 'versioned');
  const last = all.filter(({ type, file }) => type === 'baseline' && file !== basename(output)).at(-1);
  const first = all.filter(({ type, file }) => type === 'baseline' && file === basename(output));
  const after = (from: MigrationFile): MigrationFile[] =>
    versioned.filter(({ version }) => compareVersions(version!, from.version!) > 0);
  const ways = [[...first, ...(first[0] ? after(first[0]) : versioned), ...repeatable]];
  if (last) ways.push([last, ...after(last), ...repeatable]);
  return ways.map((files) => scriptsOf(files, output, cwd, separate));
}

async function applied(project: Project, progress: Progress): Promise<Step[]> {
  const { openEngine } = await import('../../verify/engines.js');
  const ways = waysOf(project);
  progress.say('Starting PostgreSQL', true);
  const engine = await openEngine({}, ...ways.flat().map(({ text }) => text));
  try {
    const steps: Step[] = [];
    for (const scripts of ways) {
      progress.say(`Running ${scripts.length} files from ${dirname(project.output)}`, true);
      steps.push(...(await run(engine, scripts, project, scripts === ways[0])));
    }
    return steps;
  } finally {
    progress.end();
    await engine.close();
  }
}

async function run(engine: Engine, scripts: readonly Script[], project: Project, isFirst: boolean): Promise<Step[]> {
  const { applyScripts } = await import('../../verify/load/migrations.js');
  const database = await engine.create();
  const { failures, notRun } = await applyScripts(engine, database, scripts);
  const gaps = notRun.map(
    ({ name, statement, why }) => `${name}:${statement.line}: not checked, since ${engine.name} lacks ${why}`,
  );
  const [first, last] = [scripts[0]?.name, scripts.at(-1)?.name];
  const which = scripts.length === 1 ? first : `${first} … ${last}`;
  if (failures.length > 0) return [{ findings: failureLines(failures), done: gaps }];
  const done = [`${which}: ${scripts.length === 1 ? 'applies' : `all ${scripts.length} files apply`} on ${engine.name}`, ...gaps];
  const step = { findings: await selfCheckLines(database, project.settings), done };
  const drift = isFirst && project.server !== undefined ? [await driftFrom(project.server, database, engine, scripts)] : [];
  await database.close();
  return [step, ...drift];
}
