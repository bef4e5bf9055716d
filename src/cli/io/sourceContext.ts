/** What sources need of the command line: files, folders, the environment, and a place for progress. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { File, Folder, SourceContext } from '../../sources/source.js';
import type { EngineOptions } from '../../verify/engines.js';
import { fileError } from './files.js';
import { readDump, STDIN } from './input.js';
import type { Io } from './io.js';
import type { Progress } from './progress.js';

export function sourceContext(io: Io, progress: Progress, engine: EngineOptions = {}): SourceContext {
  return {
    engine,
    env: io.env,
    say: (what) => progress.say(what, true),
    async open(name): Promise<Folder | File> {
      const folder = name === undefined || name === STDIN ? undefined : folderOf(name, io);
      return folder ?? { is: 'file', ...(await readDump(name, io, progress)) };
    },
    async readFile({ name }, path) {
      try {
        return readFileSync(resolve(io.cwd, name, path));
      } catch (error) {
        throw fileError(error, join(name, path));
      }
    },
  };
}

/** Undefined for a file, and for the directory that pg_dump --format=directory writes. */
function folderOf(name: string, { cwd }: Io): Folder | undefined {
  const path = resolve(cwd, name);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  try {
    const files = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    return files.includes('toc.dat') ? undefined : { is: 'folder', name, files };
  } catch (error) {
    throw fileError(error, name);
  }
}
