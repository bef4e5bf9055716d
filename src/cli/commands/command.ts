/**
 * The contract of a command: its words, its options, and what it does with them. The rest is the same for all: help, what is given
 * twice or empty, a word too many.
 */
import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Io } from '../io/io.js';

/**
 * 0: done. 1: --strict, --check, check or verify found something. 2: not understood, not readable, or a bug. 3: refused until the
 * user decides.
 */
export type Exit = 0 | 1 | 2 | 3;

export type OptionTable = Readonly<Record<string, Options>>;

/** `keep-secrets` as the code calls it. */
type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** What was given of the options; what was not given is absent. */
export type Given<Table extends OptionTable> = {
  readonly [Name in keyof Table as CamelCase<Name>]?: NonNullable<InferredOptionTypes<Table>[Name]>;
};

/** The command line as it was typed. */
export interface Words {
  /** The file, where one is named: a lone dash is an empty word. */
  readonly file: string | undefined;
  readonly second: string | undefined;
  /** What follows `--`. */
  readonly rest: readonly string[];
  readonly all: readonly string[];
}

interface Definition<Name extends string, Table extends OptionTable> {
  readonly name: Name;
  readonly summary: string;
  /** The command that runs when none is named. */
  readonly isDefault?: boolean;
  /** The file that it is about. */
  readonly file: {
    readonly name: string;
    readonly describe: string;
    readonly defaultDescription?: string;
    /** `Only one dump can be converted at a time`, and what to do instead. */
    readonly onlyOne: string;
    readonly instead?: string;
    /** A second one. */
    readonly second?: { readonly name: string; readonly describe: string };
  };
  readonly options: Table;
  readonly examples: readonly [command: string, what: string][];
  readonly epilogue: string;
  /** @throws InputError when the command line or an input can't be used */
  run(given: Given<Table>, words: Words, io: Io): Promise<Exit>;
}

export interface Command {
  readonly name: string;
  /** @throws InputError for a second file */
  readonly tooMany: (word: string, help: string) => InputError;
  /** @param choose takes the work to do once the whole command line is understood */
  readonly module: (
    args: readonly string[],
    io: Io,
    choose: (work: () => Promise<Exit>) => void,
  ) => CommandModule<object, object>;
}

export function defineCommand<const Name extends string, const Table extends OptionTable>(
  command: Definition<Name, Table>,
): Command {
  const { name, summary, file, options, examples, epilogue } = command;
  const { second } = file;
  const usage = `${name} [${file.name}]${second ? ` [${second.name}]` : ''}`;
  return {
    name,
    tooMany: (word, help) =>
      new InputError('cli/too-many', `${file.onlyOne}; ${word} is one too many.`, {
        help: file.instead === undefined ? help : `${file.instead} ${help}`,
      }),
    module: (args, io, choose) => ({
      command: command.isDefault ? [usage, '$0'] : usage,
      describe: summary,
      builder: (words: Argv) =>
        withSecond(
          words.positional(file.name, {
            type: 'string',
            describe: file.describe,
            ...(file.defaultDescription === undefined ? {} : { defaultDescription: file.defaultDescription }),
          }),
          second,
        )
          .options(options)
          .example(examples)
          .epilogue(epilogue),
      handler: (parsed: Readonly<Record<string, unknown>>) => {
        const given = givenOf(options, parsed);
        const words = {
          file: parsed[file.name] as string | undefined,
          second: second && (parsed[second.name] as string | undefined),
          rest: (parsed['--'] as readonly string[] | undefined) ?? [],
          all: args,
        };
        choose(() => command.run(given, words, io));
      },
    }),
  };
}

const withSecond = (words: Argv, second: { name: string; describe: string } | undefined): Argv =>
  second ? words.positional(second.name, { type: 'string', describe: second.describe }) : words;

/** yargs reads `--no-rename` as a value of `--rename`, although it is an option of its own. */
function valueOf(name: string, options: OptionTable, parsed: Readonly<Record<string, unknown>>): unknown {
  const isNegation = (one: unknown): boolean => one === false || one === 'false';
  const positive = name.startsWith('no-') ? name.slice('no-'.length) : undefined;
  if (positive !== undefined && positive in options)
    return [parsed[positive]].flat().some(isNegation) ? true : parsed[name];
  const value = parsed[name];
  if (!(`no-${name}` in options) || !Array.isArray(value)) return value;
  const given = value.filter((one) => !isNegation(one));
  return given.length === 0 ? undefined : given;
}

function givenOf<Table extends OptionTable>(
  options: Table,
  parsed: Readonly<Record<string, unknown>>,
): Given<Table> {
  const given = Object.entries(options).flatMap(([name, { array }]) => {
    const value = valueOf(name, options, parsed);
    if (value === undefined) return [];
    if (!array && Array.isArray(value))
      throw new InputError('cli/twice', `--${name} is given more than once.`, { help: 'Give it once.' });
    if (value === '')
      throw new InputError('cli/no-value', `--${name} is empty.`, {
        help: 'Check for an unset variable in your command.',
      });
    return [[camelCase(name), value]];
  });
  return Object.fromEntries(given) as Given<Table>;
}

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
