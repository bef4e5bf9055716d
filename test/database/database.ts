/** One database of a server, and the few things that the tests do with it. */
import type { CommandOptions } from './command.js';
import { output, run } from './command.js';
import type { Server } from './server.js';

export type Row = Readonly<Record<string, unknown>>;
/** Runs one query with an empty search_path, so that every name in its answer is qualified. */
export type Query = (sql: string) => Promise<Row[]>;

export interface Database {
  readonly name: string;
  /** Runs a script in one transaction; its first error, or undefined. */
  apply(script: string | Uint8Array): Promise<string | undefined>;
  /** Runs a script as psql does by default: each statement on its own, on and on after errors. */
  restore(script: string | Uint8Array): Promise<string[]>;
  /** What psql says when a person types the script, errors and warnings included; none ends the transaction. */
  transcript(script: string): Promise<string>;
  /** What psql prints of a script that has to succeed: rows unaligned, COPY as it is. */
  output(script: string): Promise<string>;
  readonly query: Query;
  pgDump(options: readonly string[]): Promise<string>;
  drop(): Promise<void>;
}

let count = 0;

/** An empty database, or a copy of one that nobody is connected to. */
export async function createDatabase(server: Server, template?: Database): Promise<Database> {
  const name = `baseline_test_${process.pid}_${++count}`;
  const env = { ...server.env, PGOPTIONS: '-c client_min_messages=warning', PGCLIENTENCODING: 'UTF8' };
  const psql = (database: string, args: readonly string[], input?: CommandOptions['input']) =>
    run('psql', ['-X', '-q', '-A', '-t', '-d', database, ...args], {
      env,
      ...(input !== undefined && { input }),
    });
  const must = async (database: string, sql: string): Promise<string> => {
    const outcome = await psql(database, ['-v', 'ON_ERROR_STOP=1', '-c', sql]);
    if (outcome.status !== 0) throw new Error(`${outcome.stderr}\nin: ${sql}`);
    return outcome.stdout;
  };

  await must(
    'postgres',
    `CREATE DATABASE ${name} TEMPLATE ${template?.name ?? 'template0'} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`,
  );
  return {
    name,
    async apply(script) {
      const outcome = await psql(name, ['-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'], script);
      return outcome.status === 0 ? undefined : (errors(outcome.stderr)[0] ?? outcome.stderr);
    },
    async restore(script) {
      return errors((await psql(name, ['-f', '-'], script)).stderr);
    },
    async transcript(script) {
      const { stdout, stderr } = await psql(name, ['-v', 'ON_ERROR_ROLLBACK=on', '-f', '-'], script);
      return `${stdout}\n${stderr}`;
    },
    output: (script) =>
      output('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', name, '-f', '-'], {
        env,
        input: script,
      }),
    async query(sql) {
      const asJson = `SELECT to_jsonb(answer) FROM (${sql}) answer`;
      const text = await output('psql', ['-X', '-q', '-A', '-t', '-d', name, '-f', '-'], {
        env: { ...env, PGOPTIONS: `${env.PGOPTIONS} -c search_path=` },
        input: `\\set ON_ERROR_STOP on\n${asJson};`,
      });
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row);
    },
    pgDump: (options) =>
      output('pg_dump', ['--schema-only', '--no-tablespaces', ...options, '-d', name], { env }),
    async drop() {
      await dropSubscriptions(name, must);
      await must('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

const errors = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => /(ERROR|FATAL|PANIC): /.test(line));

/** A database cannot be dropped while it has subscriptions, nor they while they have a slot on a publisher. */
async function dropSubscriptions(
  name: string,
  must: (database: string, sql: string) => Promise<string>,
): Promise<void> {
  const own = `SELECT quote_ident(subname) FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()`;
  for (const subscription of (await must(name, own)).split('\n').filter(Boolean)) {
    await must(name, `ALTER SUBSCRIPTION ${subscription} DISABLE`);
    await must(name, `ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE)`);
    await must(name, `DROP SUBSCRIPTION ${subscription}`);
  }
}
