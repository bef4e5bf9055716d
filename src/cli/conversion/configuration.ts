/** The plan of a run: command-line options override the configuration file, which overrides the defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import type { Config } from '../../config/config.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { choices, type Settings } from '../../settings/settings.js';
import type { EngineOptions } from '../../verify/engines.js';
import { fileError } from '../io/files.js';
import type { Io } from '../io/io.js';

/** Options of the command line; an absent one was not given. */
export interface Flags {
  readonly dump?: string;
  readonly output?: string;
  readonly config?: string;
  readonly check?: boolean;
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly report?: readonly string[];
  readonly verification?: string;
  readonly preset?: Settings['preset'];
  readonly postgres?: number;
  readonly owners?: Settings['owners'];
  readonly privileges?: Settings['privileges'];
  readonly roles?: Settings['roles'];
  readonly superuser?: Settings['superuser'];
  readonly allowUnparsed?: boolean;
  readonly allowIncomplete?: boolean;
  readonly force?: boolean;
  readonly keepSecrets?: boolean;
  readonly newBaseline?: boolean;
  readonly server?: string;
  readonly fold?: readonly string[];
  readonly trust?: boolean;
}

export interface Plan {
  /** Paths as the user gave them; those of the configuration, relative to the working directory. */
  readonly dump: string | undefined;
  readonly output: string;
  /** The user did not name the output. */
  readonly outputIsDefault: boolean;
  readonly reports: readonly string[];
  /** The result of verify, shown in the reports. */
  readonly verification: string | undefined;
  readonly config: string | undefined;
  readonly settings: Partial<Settings>;
  readonly check: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
  /** Replace files that the tool did not write. */
  readonly force: boolean;
  /** Databases have run the output. */
  readonly released: boolean;
  /** Write a baseline for new databases beside the output. */
  readonly newBaseline: boolean;
  /** A database whose history may have the output's version. */
  readonly server: string | undefined;
  /** Migrations to merge into the dump, in their order. */
  readonly fold: readonly string[];
  /** Where they run. */
  readonly foldEngine: EngineOptions;
}

export const CONFIG_FILES = ['pg-baseline.config.yaml', 'pg-baseline.config.yml', 'pg-baseline.config.json'];
export const DEFAULT_OUTPUT = baselineRunner.paths.baseline;
export const STDOUT = '-';

/** The configuration file in the working directory. */
function findConfig(cwd: string): string | undefined {
  const found = CONFIG_FILES.filter((name) => existsSync(resolve(cwd, name)));
  if (found.length < 2) return found[0];
  throw new InputError('config/several', `There are several configuration files: ${found.join(', ')}.`, {
    help: 'Keep one, or name it with --config.',
  });
}

/** Paths in a configuration are relative to it. */
function fromConfig(path: string, config: string, cwd: string): string {
  const absolute = resolve(dirname(resolve(cwd, config)), path);
  return relative(cwd, absolute) || absolute;
}

export interface Configuration {
  readonly config: Config;
  readonly settings: Partial<Settings>;
}

async function readConfigFile(name: string, cwd: string): Promise<Configuration> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, name), 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw fileError(error, `The configuration ${name}`);
  }
  // Loaded only here: most runs of small projects have no configuration, and zod and yaml load slowly.
  const { readConfig, settingsOf, sourceOf } = await import('../../config/config.js');
  const read = readConfig(text, name);
  const at = (path: string): string => fromConfig(path, name, cwd);
  const config = {
    ...read,
    ...(read.dump === undefined ? {} : { dump: at(read.dump) }),
    ...(read.output === undefined ? {} : { output: at(read.output) }),
    ...(read.verification === undefined ? {} : { verification: at(read.verification) }),
    ...(read.report === undefined ? {} : { report: [read.report].flat().map(at) }),
  };
  return { config, settings: { ...settingsOf(read), source: sourceOf(read) } };
}

const nothing: Configuration = { config: {}, settings: {} };

/** The configuration of a run, with paths relative to the working directory. */
export async function configurationOf(given: string | undefined, cwd: string): Promise<Configuration> {
  const name = given ?? findConfig(cwd);
  return name === undefined ? nothing : readConfigFile(name, cwd);
}

export async function planOf(flags: Flags, io: Io): Promise<Plan> {
  const name = flags.config ?? findConfig(io.cwd);
  const { config, settings } = await configurationOf(name, io.cwd);
  const check = flags.check ?? false;
  const named = flags.output ?? config.output;
  const reports = flags.report ?? [config.report ?? []].flat();
  for (const report of reports) {
    if (REPORTS.includes(extname(report).toLowerCase())) continue;
    throw new InputError(
      'cli/report',
      `The report file ${report} does not end in ${REPORTS.slice(0, -1).join(', ')} or ${REPORTS.at(-1)}.`,
      {
        help: 'Choose a file name with one of these extensions.',
      },
    );
  }
  if (check && named === STDOUT) {
    throw new InputError(
      'cli/check',
      '--check needs an output file to compare with, but the output is standard output.',
      {
        help: 'Name the file: --output FILE',
      },
    );
  }
  return {
    dump: flags.dump ?? config.dump,
    output: named ?? (check || io.stdout.isTTY ? DEFAULT_OUTPUT : STDOUT),
    outputIsDefault: named === undefined,
    reports,
    verification: flags.verification ?? config.verification,
    config: name,
    settings: { ...settings, ...saidIn(flags), commandLine: commandLineOf(flags) },
    check,
    strict: flags.strict ?? config.strict ?? false,
    quiet: flags.quiet ?? false,
    force: flags.force ?? false,
    released: config.released ?? false,
    newBaseline: flags.newBaseline ?? false,
    server: flags.server,
    fold: flags.fold ?? [],
    foldEngine: { server: flags.server, trust: flags.trust ?? false },
  };
}

const REPORTS = ['.html', '.md', '.json', '.txt'];

const SWITCHES = ['allowUnparsed', 'allowIncomplete', 'keepSecrets'] as const;

const NAMED = [...(Object.keys(choices) as (keyof typeof choices)[]), ...SWITCHES];

/** Settings from the command line. */
const saidIn = (flags: Flags): Partial<Settings> =>
  Object.fromEntries(NAMED.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])));

const dashed = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A file name that can be written to the header's comment and read back unchanged. */
const PLAIN_NAME = /^[\w./@+-]+$/;

/** Options that affect the output, as a user would type them. Without the preset: verify tries both. */
function commandLineOf(flags: Flags): string {
  const options = NAMED.flatMap((key) => {
    const value = flags[key];
    if (value === undefined || key === 'preset') return [];
    if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${dashed(key)}`];
    return [`--${dashed(key)}=${value}`];
  });
  const config =
    flags.config !== undefined && PLAIN_NAME.test(flags.config) ? [`--config=${flags.config}`] : [];
  return [...config, ...options].join(' ');
}

const OPTION = /^--(no-)?([a-z-]+)(?:=(\S+))?$/;

/** The options in a baseline's header. */
export interface MadeWith {
  readonly config: string | undefined;
  readonly settings: Partial<Settings>;
  readonly commandLine: string;
}

/** @returns undefined if the line is missing, or is not one that convert writes */
export function madeWith(baseline: string): MadeWith | undefined {
  const said = /^(?:-- .*\n){0,9}?-- Options: ((?:.*\n-- --)*.*)\n/.exec(baseline)?.[1];
  if (said === undefined) return undefined;
  const commandLine = said.replaceAll('\n-- ', ' ');
  const flags: Record<string, unknown> = {};
  for (const option of commandLine.split(' ')) {
    const [, no, name = '', value] = OPTION.exec(option) ?? [];
    const key = NAMED.find((one) => dashed(one) === name);
    if (key === undefined && name !== 'config') return undefined;
    flags[key ?? name] = key === 'postgres' ? Number(value) : (value ?? no === undefined);
  }
  for (const [key, values] of Object.entries(choices))
    if (key in flags && !(values as readonly unknown[]).includes(flags[key])) return undefined;
  const { config } = flags as Flags;
  return { config, settings: saidIn(flags), commandLine };
}
