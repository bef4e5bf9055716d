/** Sessions on the user's server, with a time limit per statement. The only module that imports node-postgres. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { databaseError, type Row, Stopped, tooSlow } from '../engine/engine.js';

export interface Session {
  /** The server's. */
  readonly host: string;
  /** The backend's. */
  readonly pid: number;
  /** @param limit without it, the query may take any time */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[], limit?: Limit): Promise<R[]>;
  end(): Promise<void>;
}

export interface Limit {
  readonly milliseconds: number;
  /** Number of cancels, every few seconds, before the session is terminated: each of many attacks may catch one. */
  readonly cancels: number;
}

/** The session's role, if not the URL's. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Connect {
  /** @param database undefined for the URL's */
  (database?: string, login?: Login): Promise<Session>;
}

/** @param database undefined for the one in --server */
export type UrlOf = (database?: string, login?: Login) => string;

/** Stops a session's statement, from another session. */
export type Interrupt = (what: 'cancel' | 'terminate', session: Session) => Promise<void>;

const URL_HELP = 'Use the form postgres://user:password@host:port/postgres.';

/** Parameters of a URL override its parts; libpq knows more of them than node-postgres. */
const without = (options: string, names: string): string =>
  options.replace(new RegExp(`(?<=[?&])(?:${names})=[^&]*&?`, 'g'), '');

/** @param interrupt stops a query that exceeds its limit; @param settings only a superuser may set lc_messages */
export async function connectorOf(
  url: string,
  interrupt: Interrupt,
  settings = '-c jit=off -c lc_messages=C',
): Promise<{ readonly connect: Connect; readonly urlOf: UrlOf }> {
  const { Client, types: usual } = (await import('pg')).default;
  // As PGlite does: the counts here fit into a number.
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
  const urlOf: UrlOf = (database = path.length > 1 ? path.slice(1) : 'postgres', login) =>
    login
      ? `${scheme}${login.user}:${login.password}@${server}/${database}${without(options, 'user|password|dbname')}`
      : `${scheme}${user}${server}/${database}${without(options, 'dbname')}`;

  const connect: Connect = async (database, login) => {
    const client = new Client({
      connectionString: urlOf(database, login),
      // The few large queries of the catalogs take longer to compile than to run. Errors are matched in English.
      options: login ? '-c jit=off' : settings,
      types,
    });
    // The next query reports a broken connection.
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
          // A text with several statements takes no parameters.
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
  return { connect, urlOf };
}

const CANCELLED = '57014';

/** Time that a statement has to end after a cancel, in milliseconds. */
const GRACE = 5000;

/** Cancels a statement that takes too long; if it goes on, terminates the session. */
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
    // `end` awaits it, and throws its error.
    this.sent.catch(() => {});
    if (!this.terminated) this.timer = setTimeout(() => this.late(), GRACE);
  }

  /** A signal that is under way must not reach the next statement. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    await this.sent;
  }
}
