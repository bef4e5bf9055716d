/** Row-level security of each table in the dump: whether it is enabled and forced, and the policies. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName } from '../../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../../catalog/object.js';
import { type CreatePolicyStmt, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { ownPolicies } from '../own/ownNames.js';

export interface AuthorsPolicy {
  readonly name: string;
  readonly permissive: boolean;
  /** `all`, `select`, `insert`, `update`, `delete`. */
  readonly command: string;
  /** True for a policy that an earlier baseline of the tool created. */
  readonly own: boolean;
  readonly node: CreatePolicyStmt;
  readonly object: SchemaObject;
}

export interface AuthorsSecurity {
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: readonly AuthorsPolicy[];
  /** The owner from the headings or ALTER … OWNER TO. */
  readonly owner: string | undefined;
}

const NOTHING: AuthorsSecurity = { enabled: false, forced: false, policies: [], owner: undefined };

export function authorsSecurity({ objects, tenancy }: Catalog): (table: Name) => AuthorsSecurity {
  const found = new Map<Key, AuthorsSecurity>();
  const own = tenancy ? ownPolicies(tenancy.prefix) : new Set();
  const add = (name: Name, change: Partial<AuthorsSecurity>): void => {
    const id = relationKey(name);
    found.set(id, { ...(found.get(id) ?? NOTHING), ...change });
  };
  for (const object of objects) {
    const { kind, statement, name } = object;
    if (kind === KIND.table) {
      const { heading } = statement.raw;
      if (heading?.owner !== undefined) add(name, { owner: heading.owner });
    } else if (kind === KIND.policy) {
      const node = nodeOf(statement, 'CreatePolicyStmt');
      const table = placed(relationName(node.table), statement);
      const policy = {
        name: name.name,
        permissive: node.permissive ?? false,
        command: node.cmd_name ?? 'all',
        own: own.has(name.name),
        node,
        object,
      };
      add(table, { policies: [...(found.get(relationKey(table)) ?? NOTHING).policies, policy] });
    } else if (kind === KIND.rowSecurity) {
      const { table, action } = tableAction(statement)!;
      if (action === 'AT_EnableRowSecurity') add(table, { enabled: true });
      if (action === 'AT_DisableRowSecurity') add(table, { enabled: false });
      if (action === 'AT_ForceRowSecurity') add(table, { forced: true });
      if (action === 'AT_NoForceRowSecurity') add(table, { forced: false });
    }
  }
  return (table) => found.get(relationKey(table)) ?? NOTHING;
}

export const isFor = ({ command }: AuthorsPolicy, wanted: string): boolean =>
  command === 'all' || command === wanted.toLowerCase();
