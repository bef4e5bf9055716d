/** Applies the files of a project in PGlite, on each way that a new database can take, and compares where they lead. */
import { dirname } from 'node:path';
import type { Settings } from '../../settings/settings.js';
import type { Schema } from '../../verify/catalog/schema.js';
import type { Database, Engine } from '../../verify/engine/engine.js';
import type { Script } from '../../verify/load/migrations.js';
import type { Progress } from '../io/progress.js';
import { differences, driftFrom, type Ran, schemaOf } from './drift.js';
import { selfCheckLines } from './endState.js';
import type { MigrationFile } from './migrations.js';
import { failureLines, scriptsOf } from './scripts.js';
import type { Step } from './step.js';
import { waysOf } from './ways.js';

export interface Project {
  readonly all: readonly MigrationFile[];
  readonly output: string;
  readonly settings: Settings;
  /** The design that a released baseline and its migrations must have reached. */
  readonly design: Script | undefined;
  readonly server: string | undefined;
  readonly cwd: string;
}

/** @returns the steps, the first of them about the way of the first baseline */
export async function applied(project: Project, progress: Progress): Promise<Step[]> {
  const { all, output, settings, cwd, design, server } = project;
  const { openEngine } = await import('../../verify/engines.js');
  const separate = settings.superuser === 'separate';
  const ways = waysOf(all, output).map((files) => scriptsOf(files, output, cwd, separate));
  const texts = [...ways.flat(), ...(design ? [design] : [])];
  progress.say('Starting PostgreSQL', true);
  const engine = await openEngine({}, ...texts.map(({ text }) => text));
  try {
    progress.say(`Running the files of ${dirname(output)}`, true);
    const [first, second] = ways;
    const main = await runWay(engine, first!, settings);
    const steps = [main.step];
    if (!main.database) return steps;
    if (server !== undefined) steps.push(await driftFrom(server, main.database, engine, main.ran));
    const expected = await schemaOf(main.database);
    if (second) {
      const other = await runWay(engine, second, settings);
      steps.push(other.step, await sameAs(expected, other, `after ${second[0]!.name}`));
    }
    if (design) steps.push(await reaches(engine, expected, design));
    return steps;
  } finally {
    progress.end();
    await engine.close();
  }
}

interface Way {
  readonly step: Step;
  /** Undefined where a file fails. */
  readonly database: Database | undefined;
  readonly ran: Ran;
}

async function runWay(engine: Engine, scripts: readonly Script[], settings: Settings): Promise<Way> {
  const { applyScripts } = await import('../../verify/load/migrations.js');
  const database = await engine.create();
  const { failures, notRun } = await applyScripts(engine, database, scripts);
  const ran = { scripts, notRun };
  const gaps = notRun.map(
    ({ name, statement, why }) => `${name}:${statement.line}: not checked, since ${engine.name} lacks ${why}`,
  );
  if (failures.length > 0)
    return { step: { findings: failureLines(failures), done: gaps }, database: undefined, ran };
  const [first, last] = [scripts[0]!.name, scripts.at(-1)!.name];
  const which =
    scripts.length === 1 ? `${first}: applies` : `${first} … ${last}: all ${scripts.length} files apply`;
  const findings = await selfCheckLines(database, settings);
  return { step: { findings, done: [`${which} on ${engine.name}`, ...gaps] }, database, ran };
}

async function sameAs(expected: Schema, { database, ran }: Way, where: string): Promise<Step> {
  const found = database ? differences(expected, await schemaOf(database), ran, where) : [];
  return {
    findings:
      found.length === 0 ? [] : [`The schema ${where} is another one than after all versions:`, ...found],
    done: [],
  };
}

async function reaches(engine: Engine, expected: Schema, design: Script): Promise<Step> {
  const { applyScripts } = await import('../../verify/load/migrations.js');
  const database = await engine.create();
  const { failures, notRun } = await applyScripts(engine, database, [design]);
  if (failures.length > 0) return { findings: failureLines(failures), done: [] };
  const found = differences(
    await schemaOf(database),
    expected,
    { scripts: [design], notRun },
    'after all migrations',
  );
  return found.length === 0
    ? { findings: [], done: [`${design.name}: all migrations give its schema`] }
    : {
        findings: [
          `The migrations do not give the schema of ${design.name}; write the next one: pg-baseline diff`,
          ...found,
        ],
        done: [],
      };
}
