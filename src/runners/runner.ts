/** The contract of a runner, which runs SQL files. Each runner's file contains everything about it. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';

export interface Runner {
  /** Its name in texts. */
  readonly name: string;
  /** Runs FILE in one transaction; if absent, the runner does so for each file. */
  readonly command?: string;
  /** Default paths in a project: the baseline, and the files that run before and after it. */
  readonly paths: Readonly<Partial<Record<'baseline' | 'before' | 'after' | 'templates', string>>>;
  readonly names?: MigrationNames;
  readonly placeholders?: Placeholders;
  readonly sideFile?: SideFile;
  readonly history?: History;
}

/** The runner's naming convention for migrations. */
export interface MigrationNames {
  /** Names of folders that it reads. */
  readonly folders: RegExp;
  /** The version in a path; undefined without one. */
  versionOf(path: string): string | undefined;
  /** What the runner takes a file name for; undefined: it ignores the file. */
  migrationOf(name: string): Migration | undefined;
  /** The name of a new file. @param description words, as they were typed */
  fileName(type: 'versioned' | 'baseline', version: string, description: string): string;
  /** The file runs outside of a transaction. @param side the text of the file beside it */
  runsAlone(side: string): boolean;
  /** Findings about the output's name, if the output is meant for this runner. */
  findings(output: OutputName): Diagnostic[];
}

/** `baseline`: new databases start with it, and others ignore it. `repeatable`: it runs after all versions, whenever it changes. */
export interface Migration {
  readonly type: 'versioned' | 'baseline' | 'repeatable';
  /** Undefined for a repeatable one. */
  readonly version: string | undefined;
  readonly description: string;
}

export interface OutputName {
  /** The path as the user gave it. */
  readonly given: string;
  readonly name: string;
  /** Name of its folder. */
  readonly folder: string;
  /** Names of the other files in the folder. */
  readonly others: readonly string[];
}

/** Text that the runner replaces with values, at any position. */
export interface Placeholders {
  readonly begin: string;
  /** @param named the objects that contain a placeholder */
  finding(named: string): Diagnostic;
}

/** A file next to the baseline that configures how the runner runs it. */
export interface SideFile {
  /** Its name's ending, after the baseline's name. */
  readonly ending: string;
  /** True if the runner would read such a file next to this one. */
  isReadBeside(path: string): boolean;
  /**
   * Undefined if the baseline needs none.
   * @param found the file's current content: settings of the user stay
   */
  textFor(sql: string, found: string): string | undefined;
  /** The file's text for a migration that runs outside of a transaction. @param found as in `textFor` */
  aloneText(sql: string, found: string): string;
  /** True if the file contains only what the tool wrote. */
  isOwn(found: string): boolean;
}

/** The table in which the runner records migrations. */
export interface History {
  /** The table's default name. */
  readonly table: string;
  /** Its tables in all versions of the runner, each with all columns that it may have. */
  readonly tables: Readonly<Record<string, string>>;
  /** A query for the versions of all successful rows. `%s` is the table. */
  readonly ran: string;
  /** The parts of a version; equal parts mean equal versions. */
  parts(version: string): string[];
  /**
   * A query for the highest version above `$1` of a successful row, if the table contains `$1` or `$2` is true. `%s`
   * is the table; versions are arrays of numeric.
   */
  readonly later: string;
}
