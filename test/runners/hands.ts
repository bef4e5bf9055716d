/** A server and Flyway: what administrators, the owner of the database and Flyway do with a project. */
import { randomUUID } from 'node:crypto';
import { startCluster } from '../database/cluster.js';
import { output } from '../database/command.js';
import { createDatabase, type Database } from '../database/database.js';
import { buildFlyway, type Command, type Outcome } from './flyway/flyway.js';
import type { Project } from './project.js';

export type { Outcome } from './flyway/flyway.js';

/** Owns the database, and is no superuser. */
export const OWNER = 'flyway_owner';

export interface Hands {
  emptyDatabase(): Promise<Database>;
  /** Runs a script in one transaction by psql, as the superuser or as another. */
  byHand(database: Database, script: string, role?: string): Promise<void>;
  flyway(
    command: Command,
    database: Database,
    project: Project,
    settings?: Readonly<Record<string, string>>,
  ): Promise<Outcome>;
  /** Scripts in autocommit by the owner, on one connection. @returns what they fail with */
  jdbc(database: Database, scripts: readonly string[]): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startHands(): Promise<Hands> {
  const runners = await buildFlyway();
  const cluster = await startCluster(15, { tcp: true });
  const password = randomUUID();
  const create = `CREATE ROLE ${OWNER} LOGIN PASSWORD '${password}'`;
  await output('psql', ['-X', '-q', '-d', 'postgres', '-c', create], { env: cluster.env });

  const urlOf = ({ name }: Database): string =>
    `jdbc:postgresql://127.0.0.1:${cluster.env['PGPORT']}/${name}`;
  async function byHand(database: Database, script: string, role?: string): Promise<void> {
    const as = role === undefined ? '' : `SET SESSION AUTHORIZATION ${role};\n`;
    const failed = await database.apply(`${as}${script}`);
    if (failed !== undefined) throw new Error(failed);
  }
  return {
    async emptyDatabase() {
      const database = await createDatabase({ ...cluster, version: 15 });
      await byHand(database, `ALTER DATABASE ${database.name} OWNER TO ${OWNER}`);
      return database;
    },
    byHand,
    flyway(command, database, project, settings = {}) {
      const url = urlOf(database);
      const locations = `filesystem:${project.migrations}`;
      return runners.run(command, { url, user: OWNER, locations, ...settings }, password);
    },
    jdbc: (database, scripts) => runners.jdbc(scripts, urlOf(database), OWNER, password),
    stop: () => cluster.stop(),
  };
}
