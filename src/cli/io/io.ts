/** What a command may touch of the process around it: a test gives its own. */
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** SQL, help and completions; nothing else is ever written here. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** What is said to people. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Written to the last byte, so that a pipe that is slow to read gets it all. A reader that went away (`| head`) is no error. */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(error);
    });
  });
}
