/** Options and texts of `pg-baseline verify [baseline]`. */
import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs';
import { CONFIG_FILES } from '../conversion/configuration.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Io } from '../io/io.js';
import { STATEMENT_SECONDS } from '../../verify/engine/engine.js';
import { type VerifyFlags, verifyBaseline } from '../verification/verifyBaseline.js';

const options = {
  against: {
    type: 'string',
    requiresArg: true,
    describe: 'Dump that the baseline was made from, as plain SQL in UTF-8',
    defaultDescription: 'dump of the configuration',
  },
  report: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      "The conversion's report.json: differences that it declares do not fail, declarations that do not hold do; .html and .md reports are updated with the result; repeatable",
    defaultDescription: 'report of the configuration',
  },
  server: {
    type: 'string',
    requiresArg: true,
    describe: 'Server (postgres://…) for scratch databases; the URL must name a superuser',
    defaultDescription: 'PGlite, a PostgreSQL in this process',
  },
  trust: {
    type: 'boolean',
    describe: 'Run both files as the superuser of --server; they can then do anything on that server',
  },
  'statement-timeout': {
    type: 'number',
    requiresArg: true,
    describe: 'Time limit in seconds for each statement of the dump and the baseline',
    defaultDescription: String(STATEMENT_SECONDS),
  },
  verification: {
    type: 'string',
    requiresArg: true,
    describe: 'Write the result to a JSON file, for programs',
    defaultDescription: 'verification of the configuration',
  },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'Configuration file, YAML or JSON',
    defaultDescription: `${CONFIG_FILES[0]} in the working directory`,
  },
  quiet: { alias: 'q', type: 'boolean', describe: 'Print nothing if the baseline is right' },
} as const satisfies Record<string, Options>;

type Given = InferredOptionTypes<typeof options> & { readonly baseline?: string };

const EXAMPLES: [string, string][] = [
  ['$0 verify V001.sql --against schema.sql', 'Load both and compare them'],
  ['$0 verify --server postgres://postgres@localhost/postgres', 'Use a server, and the configuration file'],
];

const EPILOGUE = [
  'Loads the dump and the baseline into empty databases, compares their catalogs, runs the',
  'baseline a second and a third time and after interruptions, and tries to get from one tenant',
  'to another.',
  '',
  'Both files are executed, DO blocks included. PGlite is a sandbox without files or network. On a',
  'server they run as a role that verify creates: it owns the scratch databases and has no other',
  'rights. What needs more (owners, COPY with files or programs, untrusted languages, subscriptions,',
  'foreign servers, event triggers …) is listed as not checked, and the attacks run in PGlite. With the',
  'rights of --server verify creates that role, the databases, missing roles and a few contrib',
  'extensions before any of the SQL runs, and drops them at the end. With --trust, everything runs',
  'with those rights.',
  '',
  'Exit codes: 0 right; 1 an undeclared difference, drift, an error or a leak; 2 wrong usage',
  'or unreadable input.',
].join('\n');

/** @param choose takes the work, which runs after the whole command line is parsed */
export const verifyCommand = (
  io: Io,
  choose: (work: () => Promise<0 | 1>) => void,
): CommandModule<object, Given> => ({
  command: 'verify [baseline]',
  describe: 'Check a baseline against its dump: same schema, safe to run again, no leaks between tenants',
  builder: (command) => {
    const described = command
      .positional('baseline', {
        type: 'string',
        describe: 'Baseline to verify',
        defaultDescription: 'output of the configuration',
      })
      .options(options)
      .example(EXAMPLES)
      .epilogue(EPILOGUE);
    return described as Argv<Given>;
  },
  handler: (given) => {
    const flags = flagsOf(given);
    choose(() => verifyBaseline(flags, io));
  },
});

function flagsOf(given: Given): VerifyFlags {
  const named = Object.keys(options) as (keyof typeof options)[];
  for (const name of named) {
    if (name !== 'report' && Array.isArray(given[name]))
      throw new InputError('cli/twice', `--${name} is given more than once.`, { help: 'Give it once.' });
    if (name === 'statement-timeout' && !(given[name] === undefined || given[name] > 0))
      throw new InputError('cli/seconds', '--statement-timeout is not a number of seconds.', {
        help: 'Use a number above 0: --statement-timeout 120',
      });
    if (given[name] === '')
      throw new InputError('cli/no-value', `--${name} is empty.`, {
        help: 'Check for an unset variable in your command.',
      });
  }
  const all = {
    baseline: given.baseline,
    ...Object.fromEntries(
      named.map((name) => [name === 'statement-timeout' ? 'seconds' : name, given[name]]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
