/** `pg-baseline convert [dump]`, the command that runs when none is named: its options and their words. */
import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs';
import { CONFIG_FILES, DEFAULT_OUTPUT, type Flags, STDOUT } from '../configuration.js';
import { type ExitCode, convertDump } from '../convertDump.js';
import { InputError } from '../../diagnostics.js';
import { noDump, STDIN } from '../input.js';
import type { Io } from '../io.js';
import { choices, defaults } from '../../settings.js';

// No option has a default here: what is not given may stand in the configuration.
const options = {
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: `File to write, ${STDOUT} for standard output`,
    defaultDescription: `${STDOUT}; ${DEFAULT_OUTPUT} on a terminal`,
  },
  preset: {
    choices: choices.preset,
    requiresArg: true,
    describe:
      'hims adds tenancy, audit columns and row-level security; plain keeps the schema exactly as it is',
    defaultDescription: defaults.preset,
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  check: {
    type: 'boolean',
    describe: 'Write nothing; exit 1 and show the difference if a file is not up to date',
  },
  postgres: {
    type: 'number',
    choices: choices.postgres,
    requiresArg: true,
    describe: 'Major version of the server that the output is for',
    defaultDescription: 'the one that the dump comes from',
  },
  owners: {
    choices: choices.owners,
    requiresArg: true,
    describe: 'Leave owners out, or set them where the role is there',
    defaultDescription: defaults.owners,
  },
  privileges: {
    choices: choices.privileges,
    requiresArg: true,
    describe: 'Keep GRANT and REVOKE, guarded by role, or leave them out',
    defaultDescription: defaults.privileges,
  },
  roles: {
    choices: choices.roles,
    requiresArg: true,
    describe: 'Roles that are named: create what is missing, expect them, or skip what names a missing one',
    defaultDescription: defaults.roles,
  },
  superuser: {
    choices: choices.superuser,
    requiresArg: true,
    describe: 'What only a superuser may do: in the output, or in files of its own for an administrator',
    defaultDescription: defaults.superuser,
  },
  report: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'Write what became of every statement: .html, .md or .txt for people, .json for programs; repeatable',
  },
  verification: {
    type: 'string',
    requiresArg: true,
    describe: 'What verify found: the reports .html and .md show it while it is about their baseline',
  },
  'allow-unparsed': {
    type: 'boolean',
    describe: 'Write a statement that PostgreSQL’s grammar refuses as it stands, with a warning',
  },
  'allow-incomplete': {
    type: 'boolean',
    describe: 'Convert a dump that ends early: what is there, with a warning',
  },
  force: { type: 'boolean', describe: 'Replace a file that pg-baseline did not write' },
  strict: { type: 'boolean', describe: 'Exit 1 if there is a warning; the output is written all the same' },
  quiet: { alias: 'q', type: 'boolean', describe: 'Say nothing but errors' },
} as const satisfies Record<string, Options>;

type Given = InferredOptionTypes<typeof options> & {
  readonly dump?: string;
  readonly '--'?: readonly string[];
};

const EXAMPLES: [string, string][] = [
  ['$0 schema.sql -o V001.sql', 'Convert a file'],
  ['pg_dump -s shop | $0 > V001.sql', 'Convert in a pipe'],
  ['$0 schema.sql --report report.txt', 'See what became of every statement'],
  ['$0 --check', 'In CI, with a configuration: is what is committed up to date?'],
];

const EPILOGUE = [
  'Options come before the configuration, and the configuration before the defaults.',
  'An archive (pg_dump -Fc, -Ft, -Fd) is read through pg_restore, where that is on PATH.',
  'Exit code: 0 done; 1 --strict or --check found something; 2 wrong usage or unreadable input.',
].join('\n');

/** @param choose takes the work to do once the whole command line is understood */
export const convertCommand = (
  args: readonly string[],
  io: Io,
  choose: (work: () => Promise<ExitCode>) => void,
): CommandModule<object, Given> => ({
  command: ['convert [dump]', '$0'],
  describe: 'Turn a pg_dump export into one clean, re-runnable SQL baseline',
  builder: (command) => {
    const described = command
      .positional('dump', {
        type: 'string',
        describe: `Dump to convert, ${STDIN} or nothing for standard input`,
      })
      .options(options)
      .example(EXAMPLES)
      .epilogue(EPILOGUE);
    return described as Argv<Given>;
  },
  handler: (given) => {
    const flags = flagsOf(given, args);
    choose(() => convertDump(flags, io));
  },
});

function flagsOf(given: Given, args: readonly string[]): Flags {
  for (const name of Object.keys(options) as (keyof typeof options)[]) {
    if (name === 'report' || !Array.isArray(given[name])) continue;
    throw new InputError('cli/twice', `--${name} is given more than once.`, { help: 'Give it once.' });
  }
  for (const path of [given.output, given.config, ...(given.report ?? [])]) {
    if (path === '')
      throw new InputError('cli/no-value', 'The name of a file is empty.', {
        help: 'Look for a variable that is not set.',
      });
  }
  const dump = dumpOf(given, args);
  const named = (Object.keys(options) as (keyof typeof options)[]).map(
    (name) => [camelCase(name), given[name]] as const,
  );
  const all = { dump, ...Object.fromEntries(named) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function dumpOf({ dump, '--': rest = [] }: Given, args: readonly string[]): string | undefined {
  const [first = dump, ...more] = dump === undefined ? rest : [dump, ...rest];
  if (more.length > 0)
    throw new InputError('cli/too-many', `One dump at a time; ${more[0]} is one too many.`);
  // yargs makes an empty word of a lone dash.
  if (first !== '') return first;
  if (args.includes(STDIN)) return STDIN;
  throw noDump();
}
