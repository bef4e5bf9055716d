/** Sessions on a server that the user named, each statement within its time. The one door to node-postgres. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { databaseError, type Row, Stopped, tooSlow } from '../engine/engine.js';

export interface Session {
  /** Of the server. */
  readonly host: string;
  /** Of the backend. */
  readonly pid: number;
  /** @param limit without it, as long as it takes */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[], limit?: Limit): Promise<R[]>;
  end(): Promise<void>;
}

export interface Limit {
  readonly milliseconds: number;
  /** So often it is cancelled, every few seconds, before its session is ended: each of many attacks in one query may catch it. */
  readonly cancels: number;
}

/** Whom the session is, where not the URL's role. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Connect {
  /** @param database undefined: the URL's */
  (database?: string, login?: Login): Promise<Session>;
}

/** Stops what a session is doing, on another one. */
export type Interrupt = (what: 'cancel' | 'terminate', session: Session) => Promise<void>;

const URL_HELP = 'Use the form postgres://user:password@host:port/postgres.';

/** @param interrupt stops what takes longer than the patience of its query */
export async function connectorOf(url: string, interrupt: Interrupt): Promise<Connect> {
  const { Client, types: usual } = (await import('pg')).default;
  // As PGlite reads them: what is counted here fits into a number.
  const types = {
    getTypeParser: ((oid, format) =>
      oid === usual.builtins.INT8 ? Number : usual.getTypeParser(oid, format)) as typeof usual.getTypeParser,
  };
  const [, scheme = '', user = '', server = '', path = '', options = ''] =
    /^([a-z]+:\/\/)([^/?@]*@)?([^/?]*)(\/[^?]*)?(\?.*)?$/i.exec(url) ?? [];
  if (!/^postgres(?:ql)?:/i.test(scheme)) {
    throw new InputError('verify/server', `--server ${url} is not a PostgreSQL URL.`, {
      help: URL_HELP,
    });
  }
  const place = (database = path.length > 1 ? path.slice(1) : 'postgres', login?: Login): string =>
    login
      ? `${scheme}${login.user}:${login.password}@${server}/${database}${options.replace(/(?<=[?&])(?:user|password)=[^&]*&?/g, '')}`
      : `${scheme}${user}${server}/${database}${options}`;

  return async (database, login) => {
    const client = new Client({
      connectionString: place(database, login),
      // The catalogs are read by a few large queries, which take longer to compile than to run. Messages are read in English.
      options: login ? '-c jit=off' : '-c jit=off -c lc_messages=C',
      types,
    });
    // A connection that breaks is reported by the query that needs it.
    client.on('error', () => {});
    await client.connect();
    let lost: Stopped | undefined;
    const session: Session = {
      host: client.host || 'localhost',
      pid: (client as unknown as { processID: number }).processID,
      async query<R extends Row>(sql: string, parameters: readonly unknown[] = [], limit?: Limit) {
        if (lost) throw lost;
        const watch = limit && new Watch(session, limit, interrupt);
        try {
          // Several statements in one text take no parameters.
          const answer = await (parameters.length === 0
            ? client.query<R>(sql)
            : client.query<R>(sql, [...parameters]));
          return answer.rows;
        } catch (error) {
          if (watch?.terminated) throw (lost = new Stopped(tooSlow(limit!.milliseconds)));
          if (watch?.cancelled && databaseError(error).code === CANCELLED)
            throw Object.assign(new Error(tooSlow(limit!.milliseconds)), { code: CANCELLED });
          throw error;
        } finally {
          await watch?.end();
        }
      },
      async end() {
        if (!lost) await client.end();
      },
    };
    return session;
  };
}

const CANCELLED = '57014';

/** So long a statement may take to end once it is cancelled, in milliseconds. */
const GRACE = 5000;

/** Cancels what takes too long; what goes on all the same loses its session. */
class Watch {
  private count = 0;
  private timer: NodeJS.Timeout;
  private sent: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: Session,
    private readonly limit: Limit,
    private readonly interrupt: Interrupt,
  ) {
    this.timer = setTimeout(() => this.late(), limit.milliseconds);
  }

  get cancelled(): boolean {
    return this.count > 0;
  }

  get terminated(): boolean {
    return this.count > this.limit.cancels;
  }

  private late(): void {
    this.count++;
    this.sent = this.interrupt(this.terminated ? 'terminate' : 'cancel', this.session);
    // It is waited for, and heard, when the query ends.
    this.sent.catch(() => {});
    if (!this.terminated) this.timer = setTimeout(() => this.late(), GRACE);
  }

  /** A signal that is on its way must not meet the next statement. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    await this.sent;
  }
}
