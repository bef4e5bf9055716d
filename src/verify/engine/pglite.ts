/** PostgreSQL compiled to WebAssembly, in this process: each database is its own cluster, in its own thread. */
import { Worker } from 'node:worker_threads';
import { InputError } from '../../diagnostics/diagnostics.js';
import { type Database, type Engine, type Patience, type Row, Stopped, tooSlow } from './engine.js';
import { makeRole } from './roles.js';

export interface PgliteOptions {
  /** Extensions that the SQL may create. PGlite has to know them before it starts. */
  readonly extensions: readonly string[];
  readonly patience: Patience;
}

/** A request to the thread; see pgliteWorker.js. */
export type Order =
  | { readonly what: 'run'; readonly statements: readonly string[] }
  | {
      readonly what: 'query';
      readonly sql: string;
      readonly parameters: readonly unknown[];
      /** Prefix of the messages that report how far the query is. */
      readonly mark: string | undefined;
    }
  | { readonly what: 'copy' }
  | { readonly what: 'dump'; readonly flags: readonly string[] };

interface PgliteDatabase extends Database {
  /** Its data directory, for copying it. */
  data(): Promise<Blob>;
  dump(flags: readonly string[]): Promise<string>;
}

/** initdb takes seconds, even here: it runs once, and all databases are copies of its result. */
export async function startPglite({ extensions, patience }: PgliteOptions): Promise<Engine> {
  const opened = new Set<PgliteDatabase>();
  const open = async (data?: Blob): Promise<PgliteDatabase> => {
    const database = databaseOf(await Thread.start({ extensions, data }), patience);
    opened.add(database);
    return database;
  };
  const first = await open();
  const [version] = await first.query<{ shown: string; number: number }>(
    `SELECT current_setting('server_version') AS shown, current_setting('server_version_num')::integer AS number`,
  );
  const pristine = await first.data();
  // The first database is as empty as a copy, and already open.
  let unused: PgliteDatabase | undefined = first;
  return {
    name: `PGlite (PostgreSQL ${version!.shown})`,
    version: Math.floor(version!.number / 10_000),
    superuser: true,
    async create(from) {
      if (from === undefined && unused) {
        const database = unused;
        unused = undefined;
        return database;
      }
      return open(from === undefined ? pristine : await (from as PgliteDatabase).data());
    },
    makeRole,
    dump: (database, flags) => (database as PgliteDatabase).dump(flags),
    async close() {
      for (const database of opened) await database.close();
    },
  };
}

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: { readonly code?: string; readonly message: string };
}

/**
 * Enough for PostgreSQL up to max_stack_depth, even in code that is not optimized yet: a stack overflow breaks
 * PGlite instead of raising an error. A thread has 4 by default, and uses only what it needs.
 */
const STACK_MB = 256;

interface Start {
  readonly extensions: readonly string[];
  readonly data: Blob | undefined;
}

/** A thread, and its current request: it handles one at a time. */
class Thread {
  private readonly worker: Worker;
  private lost: Stopped | undefined;
  private ids = 0;
  private waiting:
    | { readonly id: number; done(answer: Answer): void; lost(why: Stopped): void; at: number; alive(): void }
    | undefined;

  private constructor(data: Start) {
    this.worker = new Worker(new URL('./pgliteWorker.js', import.meta.url), {
      workerData: data,
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    this.worker.on('message', (message: Answer | { readonly at: number }) => {
      if (!this.waiting) return;
      if ('at' in message) {
        this.waiting.at = message.at;
        this.waiting.alive();
      } else if (message.id === this.waiting.id) this.waiting.done(message);
    });
  }

  static start(data: Start): Promise<Thread> {
    const thread = new Thread(data);
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void =>
        reject(
          new InputError('verify/no-pglite', `PGlite cannot be loaded: ${error.message}`, {
            help: 'Install @electric-sql/pglite, or name a server with --server.',
          }),
        );
      thread.worker.once('error', failed);
      thread.worker.once('message', () => {
        thread.worker.off('error', failed);
        thread.worker.on('error', (error) => thread.stop(`PGlite crashed: ${error.message}`));
        thread.worker.on('exit', () => thread.stop('PGlite ended.'));
        resolve(thread);
      });
    });
  }

  /** @param patience for the whole request, or since its last progress message */
  async ask(order: Order, patience: number): Promise<unknown> {
    if (this.lost) throw this.lost;
    const id = ++this.ids;
    const timer = setTimeout(() => this.stop(tooSlow(patience)), patience);
    try {
      const { answer, error } = await new Promise<Answer>((done, lost) => {
        this.waiting = { id, done, lost, at: 0, alive: () => timer.refresh() };
        this.worker.postMessage({ id, ...order });
      });
      if (error?.code !== undefined) throw Object.assign(new Error(error.message), { code: error.code });
      if (error) throw this.stop(error.message);
      return answer;
    } finally {
      clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  private stop(why: string): Stopped {
    this.lost ??= new Stopped(why, this.waiting?.at);
    void this.worker.terminate();
    this.waiting?.lost(this.lost);
    return this.lost;
  }

  async end(): Promise<void> {
    this.lost ??= new Stopped('The database is closed.');
    await this.worker.terminate();
  }
}

/** In PGlite these leave the role as it is: the session has no original role to return to. */
const RESET_ROLE =
  /^(?:RESET\s+SESSION\s+AUTHORIZATION|SET\s+SESSION\s+AUTHORIZATION\s+DEFAULT)\s*(?:;|$)/gim;
const asOneself = (sql: string): string => sql.replace(RESET_ROLE, 'SET SESSION AUTHORIZATION postgres;');

const databaseOf = (thread: Thread, patience: Patience): PgliteDatabase => ({
  async run(sql) {
    await thread.ask({ what: 'run', statements: [asOneself(sql)] }, patience.query);
  },
  async runAll(statements) {
    await thread.ask({ what: 'run', statements: statements.map(asOneself) }, patience.statement);
  },
  async query<R extends Row>(sql: string, parameters: readonly unknown[] = [], mark?: string) {
    const limit = mark === undefined ? patience.query : patience.statement;
    return (await thread.ask({ what: 'query', sql, parameters, mark }, limit)) as R[];
  },
  async data() {
    return (await thread.ask({ what: 'copy' }, patience.query)) as Blob;
  },
  async dump(flags) {
    return (await thread.ask({ what: 'dump', flags }, patience.query)) as string;
  },
  close: () => thread.end(),
});
