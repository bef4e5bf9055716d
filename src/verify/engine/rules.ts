/** Statements that are not part of a schema, or must not run on a server that has other databases. */
import { setsOnlyOwners } from '../sql/commands.js';
import type { DatabaseError } from './engine.js';

/** Why a statement is left out, as the summary names it. */
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
  // These also affect databases and tablespaces.
  [/^(?:REASSIGN|DROP)\s+OWNED\b/i, 'cluster'],
];
/** Missing roles of the dump are created on demand; the baseline creates its own. */
const ROLES = /^(?:CREATE\s+(?:ROLE|USER|GROUP)\b(?!\s+MAPPING)|(?:GRANT|REVOKE)\s+(?!.*\sON\s))/is;

/** @param superuser if false, objects belong to the role that makes them: others own nothing in the scratch database */
export function leftOut(sql: string, of: 'dump' | 'baseline', superuser: boolean): LeftOut | undefined {
  const rule = RULES.find(([pattern]) => pattern.test(sql));
  if (rule) return rule[1];
  if (!superuser && setsOnlyOwners(sql)) return 'owner';
  return of === 'dump' && ROLES.test(sql) ? 'cluster' : undefined;
}

/** A dump made with --clean first drops objects that an empty database does not have. */
const DROP = /^(?:DROP\s|ALTER\s[^]*\sDROP\s)/i;
/** It also replaces views of a dependency cycle by empty ones, so that they can be dropped. */
const DUMMY = /^CREATE\s+OR\s+REPLACE\s+VIEW\s[^]*\bAS\s+SELECT\s+NULL::/i;
/** undefined_object, undefined_table, undefined_function, undefined_column, invalid_schema_name. */
const NOT_THERE = new Set(['42704', '42P01', '42883', '42703', '3F000']);
export const isNotThere = (code: string): boolean => NOT_THERE.has(code);

/** A session setting that only newer servers have: SET transaction_timeout = 0. */
const SETTING = /^SET\s+\w+\s*(?:=|TO)\s/i;

export const isHarmless = (sql: string, { code, message }: DatabaseError): boolean =>
  (DROP.test(sql) && isNotThere(code)) ||
  (DUMMY.test(sql) && code === '3F000') ||
  (SETTING.test(sql) && message.startsWith('unrecognized configuration parameter')) ||
  (/^CREATE\s+SCHEMA\s+public$/i.test(sql) && code === '42P06');

/** Extensions that the SQL creates, also in a DO block. */
export const extensionsIn = (...texts: readonly string[]): string[] => {
  const named = /\bCREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"([^"]+)"|(\w+))/gi;
  return [...new Set(texts.flatMap((text) => [...text.matchAll(named)].map((it) => it[1] ?? it[2]!)))];
};

/** Returns a test for whether the SQL contains a name. */
export function namesIn(...texts: readonly string[]): (name: string) => boolean {
  return (name) => {
    const word = new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`);
    return texts.some((text) => word.test(text));
  };
}
