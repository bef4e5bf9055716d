/**
 * The roles and privileges of one GRANT or REVOKE, with ALL expanded.
 * https://www.postgresql.org/docs/current/sql-grant.html
 */
import { strings } from '../../catalog/names.js';
import type { GrantStmt, Node, ObjectType } from '../../grammar.js';
import { roleNames } from '../../kinds/security/grant.js';

/** The pseudo-role PUBLIC. */
export const PUBLIC = 'public';

const RELATIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];
/** GRANT ALL includes it since this version. */
const MAINTAIN = 17;
const ALL: Partial<Record<ObjectType, readonly string[]>> = {
  OBJECT_TABLE: RELATIONS,
  OBJECT_SCHEMA: ['USAGE', 'CREATE'],
  OBJECT_FUNCTION: ['EXECUTE'],
  OBJECT_PROCEDURE: ['EXECUTE'],
  OBJECT_ROUTINE: ['EXECUTE'],
};
const ON_COLUMNS = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'];

export const granteesOf = (nodes: readonly Node[] | undefined): string[] => [
  ...roleNames(nodes),
  ...(nodes ?? []).flatMap((n) =>
    'RoleSpec' in n && n.RoleSpec.roletype === 'ROLESPEC_PUBLIC' ? [PUBLIC] : [],
  ),
];

/** Privileges with their columns; an empty list means ALL. */
export function privilegesOf(
  { privileges = [], objtype }: GrantStmt,
  version: number,
): { privilege: string; column?: string }[] {
  const all = (ALL[objtype ?? 'OBJECT_TABLE'] ?? []).filter(
    (one) => one !== 'MAINTAIN' || version >= MAINTAIN,
  );
  if (privileges.length === 0) return all.map((privilege) => ({ privilege }));
  return privileges.flatMap((node) => {
    if (!('AccessPriv' in node)) return [];
    const { priv_name, cols } = node.AccessPriv;
    const columns = strings(cols);
    const named = priv_name === undefined ? ON_COLUMNS : [priv_name.toUpperCase()];
    return named.flatMap((privilege) =>
      columns.length === 0 ? [{ privilege }] : columns.map((column) => ({ privilege, column })),
    );
  });
}
