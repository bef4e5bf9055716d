/** What a run is to do: options of the command line before the configuration file before the defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import type { Config } from '../config.js';
import { InputError } from '../diagnostics.js';
import type { Settings } from '../settings.js';
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
  readonly preset?: Settings['preset'];
  readonly postgres?: number;
  readonly owners?: Settings['owners'];
  readonly privileges?: Settings['privileges'];
  readonly roles?: Settings['roles'];
}

export interface Plan {
  /** Paths are as the user gave them or, from the configuration, from the working directory. */
  readonly dump: string | undefined;
  readonly output: string;
  /** Nobody named the output. */
  readonly outputIsDefault: boolean;
  readonly reports: readonly string[];
  readonly config: string | undefined;
  readonly settings: Partial<Settings>;
  readonly check: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
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

async function readConfigFile(name: string, cwd: string): Promise<Config> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, name), 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw fileError(error, `The configuration ${name}`);
  }
  // Loaded only here: most runs of small projects have no configuration, and zod and yaml take a while.
  const { readConfig } = await import('../config.js');
  const config = readConfig(text, name);
  const at = (path: string): string => fromConfig(path, name, cwd);
  return {
    ...config,
    ...(config.dump === undefined ? {} : { dump: at(config.dump) }),
    ...(config.output === undefined ? {} : { output: at(config.output) }),
    ...(config.report === undefined ? {} : { report: [config.report].flat().map(at) }),
  };
}

export async function planOf(flags: Flags, io: Io): Promise<Plan> {
  const name = flags.config ?? findConfig(io.cwd);
  const config: Config = name === undefined ? {} : await readConfigFile(name, io.cwd);
  const check = flags.check ?? false;
  const named = flags.output ?? config.output;
  const reports = flags.report ?? [config.report ?? []].flat();
  for (const report of reports) {
    if (REPORTS.includes(extname(report).toLowerCase())) continue;
    throw new InputError('cli/report', `A report is written as ${REPORTS.join(' or ')}, not ${report}.`, {
      help: 'Name a file with one of these endings.',
    });
  }
  if (check && named === STDOUT) {
    throw new InputError('cli/check', '--check compares with a file, and the output is standard output.', {
      help: 'Name the file: --output FILE',
    });
  }
  const settings = settingsOf(flags, config);
  return {
    dump: flags.dump ?? config.dump,
    output: named ?? (check || io.stdout.isTTY ? DEFAULT_OUTPUT : STDOUT),
    outputIsDefault: named === undefined,
    reports,
    config: name,
    settings,
    check,
    strict: flags.strict ?? config.strict ?? false,
    quiet: flags.quiet ?? false,
  };
}

const REPORTS = ['.json', '.txt'];

function settingsOf(flags: Flags, config: Config): Partial<Settings> {
  const said = (['preset', 'owners', 'privileges', 'roles', 'postgres'] as const).flatMap((key) => {
    const value = flags[key] ?? config[key];
    return value === undefined ? [] : [[key, value]];
  });
  const off = Object.entries(config.transforms ?? {}).flatMap(([transform, on]) =>
    on === false ? [transform] : [],
  );
  return { ...Object.fromEntries(said), off };
}
