/** Converts archives of pg_dump (custom, tar, directory) to SQL text, with the pg_restore on PATH. */
import { spawn } from 'node:child_process';
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Io } from './io.js';

/** More than a string in V8 can hold: reading stops, and decode refuses it in words. */
const MOST = 0x20000000;

/**
 * @param archive the path of the file or directory, or the bytes of one from a pipe
 * @returns undefined if there is no pg_restore
 * @throws InputError if pg_restore cannot read the archive
 */
export function restore(
  archive: string | Uint8Array,
  name: string,
  { cwd, env }: Io,
): Promise<Uint8Array | undefined> {
  // After `--` a name may start with a dash.
  const args = ['-f', '-', ...(typeof archive === 'string' ? ['--', archive] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn('pg_restore', args, {
      cwd,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    let said = '';
    child.on('error', (error: NodeJS.ErrnoException) => {
      // Missing, or not executable: the user converts by hand.
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    child.stdout.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= MOST) chunks.push(chunk);
      else child.kill();
    });
    child.stderr.on('data', (chunk: Uint8Array) => (said += chunk.toString()));
    child.on('close', (status) => {
      if (status === 0 || size > MOST) resolve(Buffer.concat(chunks));
      else
        reject(
          new InputError('input/pg-restore', `pg_restore cannot read ${name}: ${firstLine(said)}`, {
            help: HELP,
          }),
        );
    });
    // pg_restore may end before it has read everything, on an archive that it rejects.
    child.stdin.on('error', () => {});
    child.stdin.end(typeof archive === 'string' ? undefined : archive);
  });
}

const HELP =
  'Run pg_restore of the version that made the archive, or a newer one, and convert its output: pg_restore -f schema.sql …';

const firstLine = (text: string): string =>
  text.split('\n', 1)[0]!.replace(/^pg_restore: (?:error: )?/, '') || 'it gave no reason';
