/** A project in a temp folder, and the command line in it. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { run } from '../src/cli/program.js';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface ProjectFolder {
  readonly path: string;
  put(name: string, text: string): void;
  read(name: string): string;
  has(name: string): boolean;
  files(): string[];
  /** @param typed lines on a terminal; undefined: a pipe */
  cli(args: readonly string[], typed?: string): Promise<Ran>;
  remove(): void;
}

const collector = (terminal: boolean): { stream: Writable & { isTTY?: boolean }; text(): string } => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: Object.assign(stream, terminal ? { isTTY: true } : {}),
    text: () => Buffer.concat(chunks).toString(),
  };
};

export function projectFolder(): ProjectFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'pg-baseline-project-')));
  const at = (name: string): string => join(path, name);
  return {
    path,
    put(name, text) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    },
    read: (name) => readFileSync(at(name), 'utf8'),
    has: (name) => existsSync(at(name)),
    files: () =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .toSorted(),
    async cli(args, typed) {
      const terminal = typed !== undefined;
      const [out, err] = [collector(terminal), collector(terminal)];
      const stdin = Object.assign(Readable.from(terminal ? [typed] : []), { isTTY: terminal });
      const exit = await run(args, {
        stdin,
        stdout: out.stream,
        stderr: err.stream,
        cwd: path,
        env: { TERM: 'dumb' },
      });
      return { exit, out: out.text(), err: err.text().replaceAll(path, '<folder>') };
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Removes the `#` in front of settings, as the head of a new configuration says. */
export const uncommented = (text: string): string => text.replace(/^( *)#(?! \S)/gm, '$1');
