/** The command line as a whole: parses it with yargs, and turns errors into messages. */
import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { InputError, render, Undecided } from '../diagnostics/diagnostics.js';
import { didYouMean } from '../didYouMean.js';
import { masked } from '../secrets.js';
import type { Command, Exit } from './commands/command.js';
import { adopt } from './commands/adopt.js';
import { check } from './commands/check.js';
import { convert } from './commands/convert.js';
import { diff } from './commands/diff.js';
import { init } from './commands/init.js';
import { newCommand } from './commands/new.js';
import { verify } from './commands/verify.js';
import { type Io, write } from './io/io.js';
import { usageError } from './usage.js';

type Work = () => Promise<Exit>;

const NAME = 'pg-baseline';
const WIDTH = 100;
/** The first is the one that runs when none is named. */
const commands: readonly Command[] = [convert, verify, diff, adopt, init, newCommand, check];
const COMPLETION = 'completion';
const NAMES = [...commands.map(({ name }) => name), COMPLETION];

interface PackageJson {
  readonly version: string;
  readonly bugs?: { readonly url?: string };
}

const packageJson = (): PackageJson =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as PackageJson;

function programOf(args: readonly string[], io: Io, width: number, choose: (work: Work) => void): Argv {
  const program = yargs([], io.cwd);
  for (const { module } of commands) program.command(module(args, io, choose));
  return (
    program
      .scriptName(NAME)
      // `usageError` matches English messages, and all other texts are in English too.
      .detectLocale(false)
      .exitProcess(false)
      .parserConfiguration({
        'greedy-arrays': false,
        'dot-notation': false,
        'camel-case-expansion': false,
        'populate--': true,
      })
      .command(COMPLETION, 'Print a script that completes commands and options in the shell', {}, () => {
        program.showCompletionScript();
      })
      .strict()
      .recommendCommands()
      .help()
      .alias('help', 'h')
      .version(packageJson().version)
      .wrap(width)
      .fail((message: string | null, error: Error | undefined) => {
        if (error instanceof InputError) throw error;
        const options = Object.keys(((program.parsed as { aliases?: object } | false) || {}).aliases ?? {});
        throw usageError(message ?? error?.message ?? '', args, { commands, names: NAMES, options });
      })
  );
}

async function parse(args: readonly string[], io: Io): Promise<{ work: Work | undefined; output: string }> {
  let work: Work | undefined;
  const said: string[] = [];
  const program = programOf(
    args,
    io,
    Math.min(WIDTH, io.stdout.columns ?? WIDTH),
    (chosen) => (work = chosen),
  );
  // The default command is not named: yargs would make the help text of one that is, wanted or not.
  const words = args[0] === NAMES[0] ? args.slice(1) : args;
  await program.parseAsync([...words], {}, (_error, _argv, output) => {
    if (output !== '') said.push(output);
  });
  return { work, output: said.join('\n') };
}

/** A mistyped command is read as the name of a dump, which does not exist. */
function mistyped(error: unknown, [first = '']: readonly string[]): InputError | undefined {
  if (!(error instanceof InputError) || error.code !== 'file/enoent' || !/^\w+$/.test(first))
    return undefined;
  const help = didYouMean(first, NAMES);
  return help === undefined || NAMES.includes(first)
    ? undefined
    : new InputError('cli/unknown-command', `There is no command and no file ${first}.`, { help });
}

/** Runs a command line. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<Exit> {
  try {
    const { work, output } = await parse(args, io);
    if (work && output === '') return await work();
    await write(io.stdout, `${output}\n`);
    return 0;
  } catch (error) {
    await write(io.stderr, masked(`${explained(mistyped(error, args) ?? error, io)}\n`));
    return error instanceof Undecided ? 3 : 2;
  }
}

/** A user's mistake in words; a bug with the place to report it, and its stack on request. */
function explained(error: unknown, { env }: Io): string {
  if (error instanceof InputError) return render(error);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = packageJson().bugs?.url;
  const help = `  help: This is a bug in ${NAME}, not in your dump. Please report it${where === undefined ? '' : ` at ${where}`}; DEBUG=${NAME} shows more.`;
  return [`error: ${message} [internal]`, help, ...(env['DEBUG'] === NAME ? [stack] : [])].join('\n');
}

/** The text of --help, for the program or a command, at the same width on every terminal. */
export async function cliHelp(command?: string): Promise<string> {
  const io: Io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, cwd: '.', env: {} };
  const program = programOf([], io, WIDTH, () => {});
  if (command === undefined) return `${await program.getHelp()}\n`;
  let help = '';
  await program.parseAsync([command, '--help'], {}, (_error, _argv, output) => {
    help = output;
  });
  return `${help}\n`;
}
