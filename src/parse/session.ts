/**
 * Settings of a dump that are state: the search path changes the meaning of the same statement.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
import { type Node } from '../grammar.js';
import { quoteIdentifier } from '../catalog/names.js';
import type { SearchPath, Session, Statement } from '../catalog/statement.js';
import { selectedCall } from '../kinds/session/setting.js';

export const startSession: Session = {
  searchPath: undefined,
  tableAccessMethod: undefined,
  authorization: undefined,
};

/** PostgreSQL's default is `"$user", public`; no dump knows of a schema named like the user. */
const DEFAULT: SearchPath = { sql: 'public', schemas: ['public'] };

/**
 * The search path of statements before the first that sets one. It must be explicit if others follow, because the
 * output has another order; a file that sets none uses the runner's.
 */
export function implicitPath(all: readonly Pick<Statement, 'tree'>[]): SearchPath | undefined {
  const sets = ({ tree }: Pick<Statement, 'tree'>): boolean =>
    after(startSession, { tree }).searchPath !== undefined;
  return all.some(sets) ? DEFAULT : undefined;
}

/** Elements of a search path that are no schema with objects of the dump. */
const NO_SCHEMAS = new Set(['pg_catalog', 'pg_temp', '$user']);

function searchPath(names: readonly string[]): SearchPath {
  const given = names.filter((name) => name !== '');
  return {
    sql: given.length === 0 ? `''` : given.map(quoteIdentifier).join(', '),
    schemas: given.filter((name) => !NO_SCHEMAS.has(name)),
  };
}

/** Parses set_config's list: `'public, "My Schema"'`. */
const listed = (value: string): string[] =>
  (value.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  );

const constant = (node: Node | undefined): string =>
  node && 'A_Const' in node ? (node.A_Const.sval?.sval ?? '') : '';

/** The session after this statement. */
export function after(session: Session, { tree }: Pick<Statement, 'tree'>): Session {
  const call = selectedCall({ tree });
  if (call?.name === 'set_config')
    return call.args[0] === 'search_path'
      ? { ...session, searchPath: searchPath(listed(call.args[1] ?? '')) }
      : session;
  if (tree?.type !== 'VariableSetStmt') return session;
  const { kind, name = '', args = [] } = tree.node;
  const value = kind === 'VAR_SET_VALUE' ? constant(args[0]) : undefined;
  switch (name) {
    case 'search_path':
      return {
        ...session,
        searchPath: kind === 'VAR_SET_VALUE' ? searchPath(args.map(constant)) : undefined,
      };
    case 'default_table_access_method':
      return { ...session, tableAccessMethod: value };
    case 'session_authorization':
    case 'role':
      return { ...session, authorization: value === 'none' ? undefined : value };
    default:
      return session;
  }
}
