/**
 * The contract of a source, from which `diff`, `check` and `--fold` read a schema. Each source's file contains
 * everything about it; the list is in registry.ts.
 */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { LoadOptions, NotRun, StatementOf } from './engine/loaded.js';

/** `baseline`: a text that this tool has written. */
export type Form = 'dump' | 'baseline';

/** What the user named. */
export type Place = Url | Folder | File;

export interface Url {
  readonly is: 'url';
  readonly url: string;
}

export interface Folder {
  readonly is: 'folder';
  /** As the user gave it. */
  readonly name: string;
  /** Paths of all files in it and below, relative to it, with slashes. */
  readonly files: readonly string[];
}

/** A file or standard input; an archive of pg_dump is converted already. */
export interface File {
  readonly is: 'file';
  /** As the user gave it; undefined for standard input. */
  readonly file?: string;
  readonly bytes: Uint8Array;
}

/** What a source needs of the command line, which alone touches files. */
export interface SourceContext extends LoadOptions {
  /**
   * Finds what a word names, and reads a file as `convert` reads its dump.
   * @throws InputError
   */
  open(name: string | undefined): Promise<Folder | File>;
  /** The bytes of a file in a folder. @throws InputError */
  readFile(folder: Folder, path: string): Promise<Uint8Array>;
}

/** A schema as text, for the pipeline's `read(bytes, file)`. */
export interface Read {
  readonly bytes: Uint8Array;
  /** The name in messages: a file, a folder, `server at host/database`. It never contains a password. */
  readonly file?: string;
  readonly form: Form;
  /** True if it ran in the engine, whose pg_dump wrote the text. */
  readonly isLoaded: boolean;
  /** False if the text does not say who owns what: then owners cannot be compared. */
  readonly owners: boolean;
  /** Statements that the engine cannot run, so that the text lacks their effect. */
  readonly notRun: readonly NotRun[];
  /** Statements of migrations that change rows, which no schema shows. */
  readonly data: readonly StatementOf[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Source {
  readonly name: string;
  /** Undefined if the place is not one of this source. @throws InputError */
  read(place: Place, context: SourceContext): Promise<Read> | undefined;
}
