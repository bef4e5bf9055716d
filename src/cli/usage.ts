/** Errors of usage: what is wrong, and what was probably meant. */
import { InputError } from '../diagnostics/diagnostics.js';
import { didYouMean } from '../didYouMean.js';
import type { Command } from './commands/command.js';

export interface Vocabulary {
  /** The first is the one that runs when none is named. */
  readonly commands: readonly Command[];
  /** Of all commands, that of the shell completion too. */
  readonly names: readonly string[];
  readonly options: readonly string[];
}

const HELP = 'pg-baseline --help lists all options.';
const both = (first: string | undefined): string => [first, HELP].filter(Boolean).join(' ');
const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** @param message of yargs, in English; @param args the command line */
export function usageError(
  message: string,
  args: readonly string[],
  { commands, names, options }: Vocabulary,
): InputError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined && args.includes(unknown)) return tooMany(unknown, args, commands, names);
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

/** A word that is neither an option nor the dump. The word before it may have been meant for a command. */
function tooMany(
  word: string,
  args: readonly string[],
  commands: readonly Command[],
  names: readonly string[],
): InputError {
  const [first = ''] = args;
  const meant = names.includes(first) || first === word ? undefined : didYouMean(first, names);
  if (meant !== undefined)
    return new InputError('cli/unknown-command', `There is no command ${first}.`, { help: both(meant) });
  const command = commands.find(({ name }) => name === first) ?? commands[0]!;
  return command.tooMany(word, HELP);
}
