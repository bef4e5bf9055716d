/** The bytes of the dump: from a file, a pipe, or pg_restore. */
import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { archiveFormat } from '../../source/decode.js';
import { fileError } from './files.js';
import { type Io, write } from './io.js';
import type { Progress } from './progress.js';

export interface DumpFile {
  readonly bytes: Uint8Array;
  /** As the user gave it; undefined for standard input. */
  readonly file?: string;
}

export const STDIN = '-';

/** Longer than any string in V8: refused before it is read into memory. */
const MOST = 0x1fffffff;
const tooLarge = (name: string): InputError =>
  new InputError('input/too-large', `${name} is over 512 MB.`, {
    help: 'Dump the schema only: pg_dump --schema-only',
  });

export const noDump = (): InputError =>
  new InputError('cli/no-dump', 'No dump was given.', {
    help: 'Name the file: pg-baseline schema.sql; or use a pipe: pg_dump --schema-only DATABASE | pg-baseline',
  });

/**
 * @param name as the user gave it, `-` for standard input, undefined if the user named none
 * @throws InputError
 */
export async function readDump(name: string | undefined, io: Io, progress: Progress): Promise<DumpFile> {
  if (name === undefined && io.stdin.isTTY) throw noDump();
  progress.say('Reading the dump');
  if (name === undefined || name === STDIN) {
    const bytes = await readPipe(io);
    if (name === undefined && bytes.length === 0) throw noDump();
    return archiveFormat(bytes)
      ? { bytes: (await converted(bytes, 'standard input', io, progress)) ?? bytes }
      : { bytes };
  }
  return readNamed(name, io, progress);
}

async function readPipe({ stdin }: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stdin) {
      size += (chunk as Uint8Array).length;
      if (size > MOST) throw tooLarge('Standard input');
      chunks.push(chunk as Uint8Array);
    }
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error, 'Standard input');
  }
  return Buffer.concat(chunks);
}

async function readNamed(name: string, io: Io, progress: Progress): Promise<DumpFile> {
  const path = resolve(io.cwd, name);
  const help = `Paths are relative to ${io.cwd}.`;
  try {
    if ((await stat(path)).isDirectory()) return await readDirectory(name, path, io, progress);
    const file = await open(path);
    try {
      const found = await file.stat();
      if (found.isFile() && archiveFormat((await file.read(Buffer.alloc(512), 0, 512, 0)).buffer)) {
        const bytes = await converted(path, name, io, progress);
        if (bytes) return { bytes, file: name };
      }
      if (found.size > MOST) throw tooLarge(name);
      return { bytes: await file.readFile(), file: name };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error, name, isMissing(error) ? help : undefined);
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** `pg_dump --format=directory` writes a directory; its table of contents is what says so. */
async function readDirectory(name: string, path: string, io: Io, progress: Progress): Promise<DumpFile> {
  const contents = await open(join(path, 'toc.dat')).catch(() => undefined);
  if (!contents) {
    throw new InputError('input/directory', `${name} is a directory.`, {
      help: 'Name the file that pg_dump wrote.',
    });
  }
  const toc = await contents.readFile().finally(() => contents.close());
  const bytes = await converted(path, name, io, progress);
  // Without pg_restore, decode explains what to type.
  return bytes ? { bytes, file: name } : { bytes: toc, file: join(name, 'toc.dat') };
}

async function converted(
  archive: string | Uint8Array,
  name: string,
  io: Io,
  progress: Progress,
): Promise<Uint8Array | undefined> {
  progress.say('Running pg_restore');
  // Loaded only here: most dumps are text, and the module that starts programs loads slowly.
  const { restore } = await import('./restore.js');
  const bytes = await restore(archive, name, io);
  progress.end();
  if (bytes) await write(io.stderr, `${name} is an archive; read through pg_restore -f -\n`);
  return bytes;
}
