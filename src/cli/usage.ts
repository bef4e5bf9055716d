/** Errors of usage: what is wrong, and what was probably meant. */
import { InputError } from '../diagnostics/diagnostics.js';
import { didYouMean } from '../didYouMean.js';

export interface Vocabulary {
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

const HELP = 'pg-baseline --help lists all options.';
const both = (first: string | undefined): string => [first, HELP].filter(Boolean).join(' ');
const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** @param message of yargs, in English; @param args the command line */
export function usageError(
  message: string,
  args: readonly string[],
  { commands, options }: Vocabulary,
): InputError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined && args.includes(unknown)) return tooMany(unknown, args, commands);
  if (unknown !== undefined) {
    const wanted = unknown.replace(/^no-/, '');
    return new InputError('cli/unknown-option', `There is no option ${dashed(unknown)}.`, {
      help: both(didYouMean(wanted, options, '--')),
    });
  }
  const missing = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (missing !== undefined)
    return new InputError('cli/no-value', `${dashed(missing)} needs a value.`, { help: HELP });
  const choice = /Argument: (.*), Given: (.*), Choices: (.*)/.exec(message);
  if (choice) {
    const [, name = '', shown = '', all = ''] = choice;
    const words = all.replaceAll('"', '').split(', ');
    // yargs converts the values of number options, and shows NaN as null.
    const given = shown === 'null' ? valueOf(name, args) : shown.replaceAll('"', '');
    const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
    const help = didYouMean(given, words);
    return new InputError('cli/value', `--${name} is ${given}; expected ${expected}.`, {
      help: help ?? HELP,
    });
  }
  return new InputError('cli/usage', message.replace(/\s+/g, ' '), { help: HELP });
}

function valueOf(name: string, args: readonly string[]): string {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return args[index]?.split('=')[1] ?? args[index + 1] ?? 'nothing';
}

/** A word that is neither an option nor the dump. The first word may be a mistyped command. */
function tooMany(word: string, args: readonly string[], commands: readonly string[]): InputError {
  const [first = ''] = args;
  const meant = commands.includes(first) || first === word ? undefined : didYouMean(first, commands);
  if (meant !== undefined)
    return new InputError('cli/unknown-command', `There is no command ${first}.`, { help: both(meant) });
  return first === 'verify'
    ? new InputError(
        'cli/too-many',
        `Only one baseline can be verified at a time; ${word} is one too many.`,
        {
          help: `Name its dump with --against. ${HELP}`,
        },
      )
    : new InputError('cli/too-many', `Only one dump can be converted at a time; ${word} is one too many.`, {
        help: HELP,
      });
}
