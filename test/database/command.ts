/** Runs a program to its end and hands back all that it said. */
import { spawn } from 'node:child_process';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  /** Run as this user and group; only root may. */
  readonly uid?: number;
  readonly gid?: number;
}

export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const { input, ...rest } = options;
  return new Promise((resolve, reject) => {
    // A folder that everybody may stand in: a child of another user may not be allowed into the current one.
    const child = spawn(program, args, { cwd: '/', ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({
        status,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    // psql that stops at the first error leaves the rest of its input unread: EPIPE says nothing that its status does not.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The output of a program that has to succeed. */
export async function output(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const outcome = await run(program, args, options);
  if (outcome.status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: exit ${outcome.status}\n${outcome.stderr}`);
  }
  return outcome.stdout;
}
