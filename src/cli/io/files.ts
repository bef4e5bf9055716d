/** File access of the command line. The only module that imports fs-extra, which most runs never load. */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ErrorCode, InputError } from '../../diagnostics/diagnostics.js';

/** A file to write: its path, and the user's name for it. */
export interface Target {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

const extra = async () => (await import('fs-extra')).default;

const SENTENCES: Readonly<Record<string, readonly [code: ErrorCode, sentence: string]>> = {
  ENOENT: ['file/enoent', 'does not exist'],
  ENOTDIR: ['file/enotdir', 'does not exist: a part of its path is a file'],
  EEXIST: ['file/eexist', 'cannot be created: a part of its path is a file'],
  EISDIR: ['file/eisdir', 'is a directory'],
  EACCES: ['file/eacces', 'is not accessible: permission denied'],
  EPERM: ['file/eperm', 'is not accessible: permission denied'],
  EROFS: ['file/erofs', 'cannot be written: the file system is read-only'],
  ENOSPC: ['file/enospc', 'cannot be written: no space left on the device'],
  EDQUOT: ['file/edquot', 'cannot be written: the disk quota is exceeded'],
  ENAMETOOLONG: ['file/enametoolong', 'cannot be used: the name is too long'],
  ELOOP: ['file/eloop', 'cannot be used: its symbolic links form a loop'],
  EBUSY: ['file/ebusy', 'is in use by another program'],
};

/** Describes a file error in words. */
export function fileError(error: unknown, name: string, help?: string): InputError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [ours, sentence] = SENTENCES[code] ?? ['file/error', `cannot be used (${message})`];
  return new InputError(ours, `${name} ${sentence}.`, help === undefined ? {} : { help });
}

/** The real file of a path, even if it does not exist yet: the target of links is written, the links stay. */
export function realFile(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    if (isLink(path)) return resolve(dirname(path), readlinkSync(path));
    const folder = dirname(path);
    return folder === path ? path : join(realFile(folder), basename(path));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The text of a file; undefined if there is none. */
export function currentText({ path, name }: Omit<Target, 'text'>): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, name);
  }
}

/** A file that is ready to be renamed to its place, in the same folder. */
interface Staged {
  readonly target: Target;
  readonly place: string;
  /** Undefined for a pipe or a device, which is written to directly. */
  readonly temporary: string | undefined;
}

/**
 * Makes a folder and its parents one by one: asked to make all at once, Node never ends in a file system that
 * answers ENOENT to everything, as /proc does.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

async function stage(target: Target, index: number): Promise<Staged | undefined> {
  const found = statSync(target.path, { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isDirectory())
    return { target, place: target.path, temporary: undefined };
  if (found && currentText(target) === target.text) return undefined;
  if (found) accessSync(target.path, constants.W_OK);
  const place = realFile(target.path);
  const folder = dirname(place);
  makeFolder(folder);
  const temporary = join(folder, `.pg-baseline-${process.pid}-${index}.tmp`);
  try {
    writeFileSync(temporary, target.text);
    if (found) chmodSync(temporary, found.mode);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { target, place, temporary };
}

async function commit({ target, place, temporary }: Staged): Promise<void> {
  if (temporary === undefined) return writeFileSync(place, target.text);
  try {
    renameSync(temporary, place);
  } catch {
    // On Windows a virus scanner may lock a new file for a moment; this rename retries.
    await (await extra()).rename(temporary, place);
  }
}

/**
 * Writes all files or, if one of them cannot be written, none. A file that already has its text is not touched.
 * @returns the targets that were written
 * @throws InputError
 */
export async function writeWhole(targets: readonly Target[]): Promise<Target[]> {
  const staged: Staged[] = [];
  let current = targets[0];
  try {
    for (current of targets) {
      const ready = await stage(current, staged.length);
      if (ready) staged.push(ready);
    }
    for (const ready of staged) {
      current = ready.target;
      await commit(ready);
    }
    return staged.map(({ target }) => target);
  } catch (error) {
    for (const { temporary } of staged) if (temporary !== undefined) rmSync(temporary, { force: true });
    throw error instanceof InputError ? error : fileError(error, current?.name ?? 'The output');
  }
}

/** @throws InputError */
export function remove({ path, name }: Target): void {
  try {
    rmSync(path);
  } catch (error) {
    throw fileError(error, name);
  }
}
