/** A server that the user named by its URL. pg_dump reads its schema, and nothing is changed there. */
import { pgDumpOnPath } from './engine/pgDump.js';
import type { Read, Source, SourceContext } from './source.js';

const SCHEME = /^postgres(?:ql)?:\/\//i;

export const isServer = (word: string): boolean => SCHEME.test(word);

/** `server at localhost/clinic`: without user, password and parameters. */
export function serverName(url: string): string {
  const [, host = '', database = ''] = /^[a-z]+:\/\/(?:[^/?]*@)?([^/?]*)\/?([^?]*)/i.exec(url) ?? [];
  return `server at ${host === '' ? 'localhost' : host}${database === '' ? '' : `/${database}`}`;
}

async function readServer(url: string, { env = {}, say = () => {} }: SourceContext): Promise<Read> {
  const file = serverName(url);
  say(`Reading the schema from the ${file}`);
  const { text, warnings } = await pgDumpOnPath(url, ['--schema-only'], env);
  return {
    bytes: new TextEncoder().encode(text),
    file,
    form: 'dump',
    isLoaded: false,
    owners: true,
    notRun: [],
    data: [],
    diagnostics: warnings.map((message) => ({
      severity: 'warning',
      code: 'source/pg-dump-warning',
      message: `pg_dump says about the ${file}: ${message.replace(/^warning: /, '')}`,
    })),
  };
}

export const server = {
  name: 'server',
  read: (place, context) => (place.is === 'url' ? readServer(place.url, context) : undefined),
} as const satisfies Source;
