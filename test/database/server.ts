/** A server of a given version with the roles that the dumps name: one that is there already, or a private one. */
import { readFileSync } from 'node:fs';
import { hasServerBinaries, type Version } from './binaries.js';
import { startCluster, type Cluster } from './cluster.js';
import { output, run } from './command.js';

export interface Server extends Cluster {
  readonly version: Version;
}

export async function startServer(version: Version): Promise<Server> {
  const cluster = (await existing(version)) ?? (await startCluster(version));
  const roles = readFileSync(new URL('../dumps/roles.sql', import.meta.url));
  try {
    await output('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', '-'], {
      env: cluster.env,
      input: roles,
    });
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return { ...cluster, version };
}

/**
 * The server that PGHOST and PGPORT name; or, where no private cluster can be started, one that answers on the default
 * socket. One that was named must fit. A private one is preferred to one that happens to be there: it is several times
 * faster, since its data may be lost, and it is nobody else's.
 */
async function existing(version: Version): Promise<Cluster | undefined> {
  if (version !== 15) return undefined;
  const named = process.env['PGHOST'] !== undefined || process.env['PGPORT'] !== undefined;
  if (!named && hasServerBinaries(version)) return undefined;
  const env = { ...process.env, PGCONNECT_TIMEOUT: '5' };
  const question = `SELECT current_setting('server_version_num')::int / 10000, rolsuper FROM pg_roles WHERE rolname = current_user`;
  const answer = await run('psql', ['-X', '-w', '-A', '-t', '-d', 'postgres', '-c', question], { env });
  if (answer.status === 0 && answer.stdout.trim() === `${version}|t`) return { env, async stop() {} };
  if (!named) return undefined;
  const found = answer.status === 0 ? `version|superuser ${answer.stdout.trim()}` : answer.stderr;
  throw new Error(`PGHOST and PGPORT must name a server ${version} with a superuser's access: ${found}`);
}
