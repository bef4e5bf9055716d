/** The pg_dump on PATH, which reads a server. It only reads, and gets the password by its environment. */
import { spawn } from 'node:child_process';
import { InputError } from '../../diagnostics/diagnostics.js';

type Env = Readonly<Record<string, string | undefined>>;

export interface PgDumped {
  readonly text: string;
  /** Its warnings, without the name of the program. */
  readonly warnings: readonly string[];
}

/** @throws InputError */
export async function pgDumpOnPath(url: string, flags: readonly string[], env: Env): Promise<PgDumped> {
  const { place, password } = withoutPassword(url);
  // Messages are matched in English. Nobody is asked for a password: this may run in a pipe.
  const variables = {
    ...env,
    LC_ALL: 'C',
    LANGUAGE: 'C',
    ...(password !== undefined && { PGPASSWORD: password }),
  };
  const args = [...flags, '--encoding=UTF8', '--no-password', `--dbname=${place}`];
  const { status, text, said } = await run(args, variables);
  const lines = hidden(said, password)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/^pg_dump: /, ''));
  if (status === 0) return { text, warnings: lines };
  throw refused(lines);
}

export interface Address {
  /** The URL without password: other users of the machine see the arguments of a program. */
  readonly place: string;
  readonly password: string | undefined;
}

/** @throws InputError for a secret that can only be an argument */
export function withoutPassword(url: string): Address {
  const [, scheme = '', user = '', inUrl, rest = ''] =
    /^([a-z]+:\/\/)(?:([^/?@:]*)(?::([^/?@]*))?@)?([^]*)$/i.exec(url) ?? [];
  const [before = '', ...query] = rest.split('?');
  const parameters = query.join('?').split('&').filter(Boolean);
  if (parameters.some((one) => /^sslpassword=/i.test(one)))
    throw new InputError(
      'source/url',
      'The URL contains sslpassword, which other users of this machine would see.',
      {
        help: 'Use a key without a passphrase, or export the schema yourself: pg_dump --schema-only … > schema.sql',
      },
    );
  const isPassword = (one: string): boolean => /^password=/i.test(one);
  const asParameter = parameters.find(isPassword)?.replace(/^[^=]*=/, '');
  const password = asParameter ?? inUrl;
  const others = parameters.filter((one) => !isPassword(one));
  const at = user === '' ? '' : `${user}@`;
  return {
    place: `${scheme}${at}${before}${others.length === 0 ? '' : `?${others.join('&')}`}`,
    password: password === undefined ? undefined : decoded(password),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const hidden = (text: string, password: string | undefined): string =>
  password === undefined || password === '' ? text : text.replaceAll(password, '…');

interface Ended {
  readonly status: number | null;
  readonly text: string;
  readonly said: string;
}

function run(args: readonly string[], env: Env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('pg_dump', args, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let [text, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' || error.code === 'EACCES';
      reject(missing ? noPgDump() : error);
    });
    child.on('close', (status) => resolve({ status, text, said }));
  });
}

const noPgDump = (): InputError =>
  new InputError('source/no-pg-dump', 'There is no pg_dump on PATH, which reads a schema from a server.', {
    help:
      'Install the client programs of PostgreSQL (Debian: apt-get install postgresql-client; macOS: brew install libpq). ' +
      'Or export the schema where they are, and name the file: pg_dump --schema-only … > schema.sql',
  });

const MISMATCH = /server version: (\d+)[^;]*; pg_dump version: (\S+)/;

function refused(lines: readonly string[]): InputError {
  const [, server, own] = lines.map((line) => MISMATCH.exec(line)).find(Boolean) ?? [];
  if (server !== undefined)
    return new InputError(
      'source/pg-dump-version',
      `pg_dump ${own} cannot read a server of version ${server}.`,
      {
        help: `Install the client programs of PostgreSQL ${server} or newer (Debian: postgresql-client-${server}, from apt.postgresql.org), and put them first on PATH.`,
      },
    );
  const why = lines.find((line) => line.startsWith('error: ')) ?? lines[0] ?? 'it gave no reason';
  return new InputError('source/pg-dump', `pg_dump cannot read the schema: ${why.replace(/^error: /, '')}`, {
    help: 'Use the form postgres://user@host:port/database. A password may be in the URL, in PGPASSWORD or in ~/.pgpass.',
  });
}
