/** Statements that are no part of a schema, or must not be run on a server that has other databases. */
import { setsOnlyOwners } from '../sql/commands.js';
import type { DatabaseError } from './engine.js';

/** What is left out, and what it is called in the summary. */
export type LeftOut = 'data' | 'cluster' | 'transaction' | 'encoding' | 'owner';

const RULES: readonly (readonly [RegExp, LeftOut])[] = [
  [/^(?:INSERT\s+INTO|COPY|SELECT\s+(?:pg_catalog\.)?(?:setval|lo_\w+|lowrite)\s*\()/i, 'data'],
  [
    /^(?:ALTER|COMMENT\s+ON|SECURITY\s+LABEL\s.*\sON)\s+LARGE\s+OBJECT\b|^(?:GRANT|REVOKE)\s.*\sON\s+LARGE\s+OBJECT\b/i,
    'data',
  ],
  [/^(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK)\b(?:\s+(?:WORK|TRANSACTION))?\s*$/i, 'transaction'],
  [/^SET\s+(?:LOCAL\s+|SESSION\s+)?client_encoding\b/i, 'encoding'],
  [/^(?:CREATE|ALTER|DROP|COMMENT\s+ON|SECURITY\s+LABEL\s.*\sON)\s+(?:DATABASE|TABLESPACE)\b/i, 'cluster'],
  [/^(?:ALTER\s+SYSTEM|(?:GRANT|REVOKE)\s[^]*\sON\s+(?:DATABASE|TABLESPACE|PARAMETER))\b/i, 'cluster'],
  [/^(?:ALTER|DROP|COMMENT\s+ON)\s+(?:ROLE|USER|GROUP)\b(?!\s+MAPPING)/i, 'cluster'],
  // These reach databases and tablespaces, too.
  [/^(?:REASSIGN|DROP)\s+OWNED\b/i, 'cluster'],
];
/** The dump's roles are made where they are missing; the baseline makes its own. */
const ROLES = /^(?:CREATE\s+(?:ROLE|USER|GROUP)\b(?!\s+MAPPING)|(?:GRANT|REVOKE)\s+(?!.*\sON\s))/is;

/** @param superuser otherwise objects stay with the role that makes them, since others own nothing in the scratch database */
export function leftOut(sql: string, of: 'dump' | 'baseline', superuser: boolean): LeftOut | undefined {
  const rule = RULES.find(([pattern]) => pattern.test(sql));
  if (rule) return rule[1];
  if (!superuser && setsOnlyOwners(sql)) return 'owner';
  return of === 'dump' && ROLES.test(sql) ? 'cluster' : undefined;
}

/** A dump made with --clean takes away first what an empty database does not have. */
const DROP = /^(?:DROP\s|ALTER\s[^]*\sDROP\s)/i;
/** And it empties views that are part of a circle, so that they can be taken away. */
const DUMMY = /^CREATE\s+OR\s+REPLACE\s+VIEW\s[^]*\bAS\s+SELECT\s+NULL::/i;
/** undefined_object, undefined_table, undefined_function, undefined_column, invalid_schema_name. */
const NOT_THERE = new Set(['42704', '42P01', '42883', '42703', '3F000']);
export const isNotThere = (code: string): boolean => NOT_THERE.has(code);

/** A setting for the session that only newer servers have: SET transaction_timeout = 0. */
const SETTING = /^SET\s+\w+\s*(?:=|TO)\s/i;

export const isHarmless = (sql: string, { code, message }: DatabaseError): boolean =>
  (DROP.test(sql) && isNotThere(code)) ||
  (DUMMY.test(sql) && code === '3F000') ||
  (SETTING.test(sql) && message.startsWith('unrecognized configuration parameter')) ||
  (/^CREATE\s+SCHEMA\s+public$/i.test(sql) && code === '42P06');

/** Extensions that the SQL asks for, wherever it stands: in a DO block, too. */
export const extensionsIn = (...texts: readonly string[]): string[] => {
  const named = /\bCREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"([^"]+)"|(\w+))/gi;
  return [...new Set(texts.flatMap((text) => [...text.matchAll(named)].map((it) => it[1] ?? it[2]!)))];
};

/** Is this name in the SQL? */
export function namesIn(...texts: readonly string[]): (name: string) => boolean {
  return (name) => {
    const word = new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`);
    return texts.some((text) => word.test(text));
  };
}
