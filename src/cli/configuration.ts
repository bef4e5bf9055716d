/** What a run is to do: options of the command line before the configuration file before the defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import type { Config } from '../config.js';
import { InputError } from '../diagnostics.js';
import { choices, type Settings } from '../settings.js';
import { fileError } from './files.js';
import type { Io } from './io.js';

/** The options of the command line; what is absent was not given. */
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
}

export interface Plan {
  /** Paths are as the user gave them or, from the configuration, from the working directory. */
  readonly dump: string | undefined;
  readonly output: string;
  /** Nobody named the output. */
  readonly outputIsDefault: boolean;
  readonly reports: readonly string[];
  /** What verify found, shown in the reports. */
  readonly verification: string | undefined;
  readonly config: string | undefined;
  readonly settings: Partial<Settings>;
  readonly check: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
  /** Files that the tool did not write are replaced. */
  readonly force: boolean;
}

export const CONFIG_FILES = ['pg-baseline.config.yaml', 'pg-baseline.config.yml', 'pg-baseline.config.json'];
/** Where Flyway looks for a first migration. */
export const DEFAULT_OUTPUT = 'db/migration/V001__baseline.sql';
export const STDOUT = '-';

/** The configuration file beside the working directory. */
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
  // Loaded only here: most runs of small projects have no configuration, and zod and yaml take a while.
  const { readConfig, settingsOf, sourceOf } = await import('../config.js');
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

/** The configuration of a run, its paths from the working directory. */
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
      `A report is written as ${REPORTS.slice(0, -1).join(', ')} or ${REPORTS.at(-1)}, not ${report}.`,
      {
        help: 'Name a file with one of these endings.',
      },
    );
  }
  if (check && named === STDOUT) {
    throw new InputError('cli/check', '--check compares with a file, and the output is standard output.', {
      help: 'Name the file: --output FILE',
    });
  }
  return {
    dump: flags.dump ?? config.dump,
    output: named ?? (check || io.stdout.isTTY ? DEFAULT_OUTPUT : STDOUT),
    outputIsDefault: named === undefined,
    reports,
    verification: flags.verification ?? config.verification,
    config: name,
    settings: { ...settings, ...saidIn(flags) },
    check,
    strict: flags.strict ?? config.strict ?? false,
    quiet: flags.quiet ?? false,
    force: flags.force ?? false,
  };
}

const REPORTS = ['.html', '.md', '.json', '.txt'];

const SWITCHES = ['allowUnparsed', 'allowIncomplete', 'keepSecrets'] as const;

/** Settings that the command line names. */
function saidIn(flags: Flags): Partial<Settings> {
  const keys = [...(Object.keys(choices) as (keyof typeof choices)[]), ...SWITCHES];
  return Object.fromEntries(keys.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])));
}
