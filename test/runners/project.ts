/** A project as users have it, in a temp folder: the hospital's export and its configuration, converted by the command. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/program.js';

const SAMPLE = fileURLToPath(new URL('../../samples/hims/', import.meta.url));
const DUMP = 'schema_export_from_docker_20251222_110429.sql';
export const BASELINE = 'db/migration/V001__complete_hims_schema.sql';

export type Preset = 'plain' | 'hims';

export interface Project {
  /** Where the runner looks for migrations. */
  readonly migrations: string;
  /** @returns what it says */
  convert(...args: readonly string[]): Promise<string>;
  /** The same schema, as another export tells it: another file name, another key for psql. */
  exportAgain(): void;
  read(name: string): string;
  write(name: string, text: string): void;
  remove(name: string): void;
  delete(): void;
}

export function createProject(preset: Preset): Project {
  const folder = mkdtempSync(join(tmpdir(), 'pg-baseline-runners-'));
  const at = (name: string): string => join(folder, name);
  for (const name of [DUMP, 'pg-baseline.config.yaml']) cpSync(join(SAMPLE, name), at(name));
  mkdirSync(at('db/migration'), { recursive: true });
  let dump = DUMP;
  return {
    migrations: at('db/migration'),
    async convert(...args) {
      let said = '';
      const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
        said += String(chunk);
        done();
      };
      const [stdout, stderr] = [new Writable({ write }), new Writable({ write })];
      const io = { stdin: Readable.from([]), stdout, stderr, cwd: folder, env: {} };
      const options = ['--preset', preset, '--superuser', 'separate'];
      const exit = await run(['convert', dump, ...options, ...args], io);
      if (exit !== 0) throw new Error(`pg-baseline ends with ${exit}:\n${said}`);
      return said;
    },
    exportAgain() {
      dump = 'schema_export_of_another_day.sql';
      const text = readFileSync(at(DUMP), 'utf8');
      writeFileSync(at(dump), text.replaceAll(/^\\(un)?restrict .*$/gm, '\\$1restrict AnotherKey'));
    },
    read: (name) => readFileSync(at(name), 'utf8'),
    write: (name, text) => writeFileSync(at(name), text),
    remove: (name) => rmSync(at(name)),
    delete: () => rmSync(folder, { recursive: true, force: true }),
  };
}
