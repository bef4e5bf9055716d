/** Sets a project up: its configuration with the decisions that the dump asks for, templates, and what surrounds them. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { didYouMean } from '../../didYouMean.js';
import { adoptions, type Adoption } from '../../runners/adoption.js';
import type { Settings } from '../../settings/settings.js';
import { CONFIG_FILES, DEFAULT_OUTPUT } from '../conversion/configuration.js';
import { currentText, writeWhole } from '../io/files.js';
import { readDump, STDIN } from '../io/input.js';
import { type Io, write } from '../io/io.js';
import { type Progress, progressOn } from '../io/progress.js';
import { type Answers, configText } from './configText.js';
import { decide, type Found, withTenants } from './decide.js';
import { asking, askTables, askTenants, canAsk } from './questions.js';
import { attributesLine, hasLine, type ProjectFile, templateFiles, workflow, WORKFLOW } from './scaffold.js';

export interface InitFlags {
  readonly dump?: string;
  readonly output?: string;
  readonly preset?: Settings['preset'];
  readonly runner?: string;
  readonly ci?: 'github';
  readonly quiet?: boolean;
}

export async function initProject(flags: InitFlags, io: Io): Promise<0> {
  const adoption = flags.runner === undefined ? undefined : adoptionOf(flags.runner);
  // Without a dump, the question is only how V001 is marked.
  const isProject = adoption === undefined || flags.dump !== undefined;
  if (isProject) await writeProject(flags, io);
  if (adoption) await write(io.stdout, adoptionText(adoption));
  return 0;
}

/** @throws InputError */
function adoptionOf(runner: string): Adoption {
  const found = adoptions.find((one) => one.runner === runner.toLowerCase());
  if (found) return found;
  const all = adoptions.map((one) => one.runner);
  throw new InputError('project/runner', `The runner ${JSON.stringify(runner)} is not known.`, {
    help: didYouMean(runner, all) ?? `There are ${all.join(', ')}.`,
  });
}

/** Only the command is on a line of its own, so that it can be copied. */
export function adoptionText({ name, command, note }: Adoption): string {
  const lines = [
    ...(command === undefined
      ? []
      : [`# ${name}: marks V001 as applied on a database that has its schema already.`]),
    ...(note === undefined ? [] : [`# ${note}`]),
    ...(command === undefined ? [] : [command]),
  ];
  return `${lines.join('\n')}\n`;
}

async function writeProject(flags: InitFlags, io: Io): Promise<void> {
  const progress = progressOn(io, flags.quiet ?? false);
  const { output = DEFAULT_OUTPUT, preset = 'hims' } = flags;
  const existing = CONFIG_FILES.find((name) => existsSync(resolve(io.cwd, name)));
  try {
    const config = existing === undefined ? await newConfig(flags, { output, preset }, io, progress) : [];
    progress.end();
    await put([...config, ...surroundings(flags, output)], existing, {
      io,
      output,
      quiet: flags.quiet ?? false,
    });
    if (!flags.quiet && flags.ci === undefined)
      await write(io.stderr, `In CI: npx pg-baseline check; --ci github writes ${WORKFLOW}\n`);
  } finally {
    progress.end();
  }
}

async function newConfig(
  flags: InitFlags,
  project: { readonly output: string; readonly preset: Settings['preset'] },
  io: Io,
  progress: Progress,
): Promise<ProjectFile[]> {
  const { loadGrammar } = await import('../../grammar.js');
  await loadGrammar();
  const { bytes, file } = await readDump(flags.dump, io, progress);
  const settings: Partial<Settings> = { preset: project.preset };
  const found = decide(bytes, settings, file);
  progress.end();
  const isPiped = flags.dump === undefined || flags.dump === STDIN;
  const { answers, result } =
    isPiped || !canAsk(io)
      ? { answers: { tables: new Map() }, result: found }
      : await answersTo(found, (table) => decide(bytes, withTenants(settings, table), file), io);
  return [{ name: CONFIG_FILES[0]!, text: configText({ ...project, dump: file }, result, answers) }];
}

/** The tables that are undecided depend on which one holds the tenants. */
async function answersTo(
  found: Found,
  again: (table: string | undefined) => Found,
  io: Io,
): Promise<{ answers: Answers; result: Found }> {
  const { ask, end } = asking(io);
  try {
    const tenants = found.candidates && (await askTenants(ask, found.candidates));
    const chosen = tenants === undefined ? undefined : again(tenants === 'create' ? undefined : tenants);
    const result = chosen ?? found;
    const tables = await askTables(ask, result.decisions?.undecided ?? []);
    return { answers: { tables, ...(tenants === undefined ? {} : { tenants }) }, result };
  } finally {
    end();
  }
}

function surroundings({ ci }: InitFlags, output: string): ProjectFile[] {
  return [
    ...templateFiles(join(dirname(output), 'templates')),
    { name: '.gitattributes', text: `${attributesLine(output)}\n` },
    ...(ci === 'github' ? [{ name: WORKFLOW, text: workflow }] : []),
  ];
}

/** Writes what is missing, and says what was there. */
async function put(
  files: readonly ProjectFile[],
  config: string | undefined,
  { io, output, quiet }: { readonly io: Io; readonly output: string; readonly quiet: boolean },
): Promise<void> {
  const targets = files.map(({ name, text }) => ({ path: resolve(io.cwd, name), name, text }));
  const isThere = (path: string): boolean => existsSync(path);
  const missing = targets.filter(({ path }) => !isThere(path));
  const left = targets.filter((target) => !missing.includes(target));
  await writeWhole(missing);
  const line = attributesLine(output);
  const lines = [
    ...(config === undefined ? [] : [`${config}: left alone, because it exists`]),
    ...missing.map(({ name }) => `${name}: written`),
    ...left.map((target) => {
      const lacks = target.name === '.gitattributes' && !hasLine(currentText(target) ?? '', line);
      return `${target.name}: left alone, because it exists${lacks ? `; add the line: ${line}` : ''}`;
    }),
  ];
  const open = missing
    .filter(({ name }) => name === CONFIG_FILES[0])
    .flatMap(({ text }) => text.match(/# decide:/g) ?? []).length;
  if (open > 0)
    lines.push(
      `${open === 1 ? '1 decision is' : `${open} decisions are`} open: look for "decide:" in ${CONFIG_FILES[0]}`,
    );
  if (!quiet) await write(io.stderr, `${lines.join('\n')}\n`);
}
