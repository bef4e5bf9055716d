/** A private PostgreSQL cluster in a temp folder: nobody else's data, no network port unless asked for, gone at the end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { chmodSync, chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverBinaries, type Version } from './binaries.js';
import { output, run } from './command.js';

export interface Cluster {
  /** What psql and pg_dump need to find it. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '', // the socket in the temp folder only, so that no two clusters can meet
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'logical', // publications warn without it
  max_wal_size: '256MB',
  jit: 'off',
};
const START_PATIENCE_MS = 60_000;

/** @param options.tcp also on a port of 127.0.0.1, to roles with a password, for clients that know no Unix sockets */
export async function startCluster(
  version: Version,
  { tcp = false }: { readonly tcp?: boolean } = {},
): Promise<Cluster> {
  // Sockets lie in a folder of their own, so that all clusters can have the same port there.
  const port = tcp ? await freePort() : 5432;
  const folder = mkdtempSync(join(tmpdir(), `pg${version}-`));
  const owner = unprivilegedUser();
  chmodSync(folder, 0o755);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const bin = serverBinaries(version, folder);
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');

  // C everywhere: the order of names must not depend on the machine.
  const initdb = ['--pgdata', data, '--username=postgres', '--encoding=UTF8', '--locale=C'];
  const access = ['--auth-local=trust', '--auth-host=scram-sha-256'];
  await output(join(bin, 'initdb'), [...initdb, ...access, '--no-sync'], owner);
  const network = { port, ...(tcp && { listen_addresses: '127.0.0.1' }) };
  const settings = Object.entries({ ...SETTINGS, ...network }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const logFile = openSync(log, 'a');
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, ...settings], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', logFile, logFile],
  });
  // When the tests die without their afterAll, the server must not stay behind.
  const killed = (): void => void server.kill('SIGQUIT');
  process.once('exit', killed);

  const env = { ...withoutPostgres(process.env), PGHOST: folder, PGUSER: 'postgres', PGPORT: String(port) };
  const deadline = Date.now() + START_PATIENCE_MS;
  while ((await run('psql', ['-X', '-d', 'postgres', '-c', 'SELECT 1'], { env })).status !== 0) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGQUIT');
      throw new Error(`PostgreSQL ${version} does not start:\n${readFileSync(log, 'utf8')}`);
    }
    await new Promise((resume) => setTimeout(resume, 100));
  }

  return {
    env,
    async stop() {
      process.off('exit', killed);
      if (server.exitCode === null) {
        const gone = once(server, 'exit');
        server.kill('SIGINT'); // fast shutdown: disconnects whoever is still there
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** PostgreSQL refuses to run as root; anybody else runs it as themselves. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) throw new Error('running as root, and there is no user postgres or nobody');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The caller's PGDATABASE, PGSSLMODE, PGPASSFILE … are about another server. */
function withoutPostgres(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^PG[A-Z]+$/.test(name)));
}
