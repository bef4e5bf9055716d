/** Flyway itself, from Maven Central, a process for each of its commands. */
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output, run } from '../../database/command.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CLASSPATH = at('target/classpath');

/** A migration as `info` tells of it. */
export interface Migration {
  readonly version: string | null;
  readonly script: string;
  readonly type: string;
  readonly state: string;
  readonly checksum: number | null;
  /** The role that it ran as; null while it has not run. */
  readonly by: string | null;
}

/** The history after the command; or what it stopped with. */
export type Outcome = { readonly history: readonly Migration[] } | { readonly error: string };

export type Command = 'migrate' | 'validate' | 'repair';

export interface Flyway {
  run(command: Command, settings: Readonly<Record<string, string>>, password: string): Promise<Outcome>;
  /** Scripts in autocommit, one after the other on one connection. @returns what they fail with */
  jdbc(scripts: readonly string[], url: string, user: string, password: string): Promise<string[]>;
}

/** Compiles against the artifacts, which are downloaded where they are not in ~/.m2 yet. */
export async function buildFlyway(): Promise<Flyway> {
  const goals = ['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${CLASSPATH}`];
  const built = await run('mvn', ['--batch-mode', '--quiet', '--file', at('pom.xml'), ...goals]);
  // Maven tells its errors on standard output.
  if (built.status !== 0) throw new Error(`Flyway cannot be built:\n${built.stdout}${built.stderr}`);
  const classpath = [at('target/classes'), readFileSync(CLASSPATH, 'utf8').trim()].join(delimiter);
  // For a process of seconds: no optimising compiler, and a garbage collector without threads of its own.
  const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classpath];
  const env = (password: string) => ({ ...process.env, FLYWAY_PASSWORD: password });
  const lines = (text: string): string[] => text.split('\n').filter(Boolean);
  return {
    async run(command, settings, password) {
      const named = Object.entries(settings).map(([name, value]) => `flyway.${name}=${value}`);
      const { status, stdout, stderr } = await run('java', [...java, 'RunFlyway', command, ...named], {
        env: env(password),
      });
      if (status !== 0) return { error: stderr.trim() };
      return { history: lines(stdout).map((line) => JSON.parse(line) as Migration) };
    },
    async jdbc(scripts, url, user, password) {
      const options = { env: env(password), input: scripts.join('\0') };
      return lines(await output('java', [...java, 'RunJdbc', url, user], options));
    },
  };
}
