/** The contract of a runner, what runs a file: each has its own file, where everything about it is. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';

export interface Runner {
  /** As texts name it. */
  readonly name: string;
  /** Runs FILE in one transaction; absent: it gives each of its files one. */
  readonly command?: string;
  /** Its files in a project, where nothing else is said: the baseline, and what runs before and after it. */
  readonly paths: Readonly<Partial<Record<'baseline' | 'before' | 'after', string>>>;
  readonly names?: MigrationNames;
  readonly placeholders?: Placeholders;
  readonly sideFile?: SideFile;
  readonly history?: History;
}

/** What it takes for a migration. */
export interface MigrationNames {
  /** Names of folders that it reads. */
  readonly folders: RegExp;
  /** The version in a path; undefined where it would see none. */
  versionOf(path: string): string | undefined;
  /** What it would make of the output's name, where the output is meant for it. */
  findings(output: OutputName): Diagnostic[];
}

export interface OutputName {
  /** As the user gave it. */
  readonly given: string;
  readonly name: string;
  /** Name of its folder. */
  readonly folder: string;
  /** Names of the files beside it. */
  readonly others: readonly string[];
}

/** What it replaces by values of its own, wherever that stands. */
export interface Placeholders {
  readonly begin: string;
  /** @param named the objects that hold one */
  finding(named: string): Diagnostic;
}

/** A file beside the baseline that tells it how to run that. */
export interface SideFile {
  /** Its name ends so, behind the baseline's. */
  readonly ending: string;
  /** Whether it would read one beside this file. */
  isReadBeside(path: string): boolean;
  /**
   * Undefined where the baseline needs none.
   * @param found what is in it: what somebody else said there stays
   */
  textFor(sql: string, found: string): string | undefined;
  /** It holds nothing but what the tool wrote. */
  isOwn(found: string): boolean;
}

/** The table in which it keeps what has run. */
export interface History {
  /** Where nobody names another one. */
  readonly table: string;
  /** Its tables in all its versions, each with all columns that it may have. */
  readonly tables: Readonly<Record<string, string>>;
  /** The parts of a version, of which equal ones are equal. */
  parts(version: string): string[];
  /**
   * A query for the highest version of a successful row above `$1`, where `$1` is there too, or `$2` holds.
   * `%s` is the table; versions are arrays of numeric.
   */
  readonly later: string;
}
