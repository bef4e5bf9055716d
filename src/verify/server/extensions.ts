/** Extensions that only a superuser can create, and that give no access outside the database. */
import { extensionsIn } from '../engine/rules.js';
import { split } from '../sql/split.js';
import { commandsOf } from '../sql/commands.js';
import { quoted } from '../sql/names.js';
import type { Session } from './connection.js';

/**
 * Untrusted extensions of contrib that provide only types, triggers, an index method and views. None reaches files,
 * programs, other databases or other sessions. https://www.postgresql.org/docs/current/contrib.html
 */
const HARMLESS = new Set([
  'autoinc',
  'bloom',
  'dict_xsyn',
  'earthdistance',
  'insert_username',
  'moddatetime',
  'pg_stat_statements',
  'refint',
  'sslinfo',
]);

/** An extension in another schema than public would need that schema first. */
const ELSEWHERE = /^CREATE\s+EXTENSION\s[^]*\sSCHEMA\s+(?!(?:public|pg_catalog)\b)/i;

/**
 * The administrator creates them in the empty database, before the SQL can add what their scripts could call.
 * @returns the commands, which are verify's own
 */
export async function extensionsToMake(administrator: Session, sql: readonly string[]): Promise<string[]> {
  const commands = sql.flatMap(split).flatMap(({ text }) => commandsOf(text));
  const elsewhere = new Set(extensionsIn(...commands.filter((command) => ELSEWHERE.test(command))));
  const wanted = extensionsIn(...commands).filter((name) => HARMLESS.has(name) && !elsewhere.has(name));
  const there = await administrator.query<{ name: string }>(
    'SELECT name::text FROM pg_available_extensions WHERE name = ANY ($1)',
    [wanted],
  );
  return there.map(({ name }) => `CREATE EXTENSION ${quoted(name)} SCHEMA public CASCADE`);
}
