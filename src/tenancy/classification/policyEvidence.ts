/** What the author's policies show about whose rows a table has. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName } from '../../catalog/names.js';
import { type Key, placed } from '../../catalog/object.js';
import { type Node, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { personsOf } from '../../facts/columns/persons.js';
import { authorsSecurity } from '../../facts/policies/authorsSecurity.js';
import type { Relation } from '../../facts/relations/relations.js';
import type { Verdict } from './verdict.js';

/** Tables whose author allows reading rows without a tenant: `USING (tenant_id IS NULL OR …)`. */
export function sharedByPolicy({ objects }: Catalog): ReadonlySet<Key> {
  const found = new Set<Key>();
  for (const { kind, statement } of objects) {
    if (kind !== KIND.policy) continue;
    const { table, qual, cmd_name = 'all', permissive } = nodeOf(statement, 'CreatePolicyStmt');
    if (!permissive || !['all', 'select'].includes(cmd_name) || !qual) continue;
    if (isNullOr(qual)) found.add(relationKey(placed(relationName(table), statement)));
  }
  return found;
}

/** True for an OR with IS NULL on one side. */
const isNullOr = (qual: object): boolean => {
  const { BoolExpr: or } = qual as { BoolExpr?: { boolop?: string; args?: readonly object[] } };
  if (or?.boolop !== 'OR_EXPR') return false;
  return (or.args ?? []).some((arg) => {
    const { NullTest: test } = arg as { NullTest?: { nulltesttype?: string; arg?: object } };
    return test?.nulltesttype === 'IS_NULL' && 'ColumnRef' in (test.arg ?? {});
  });
};

const isTrue = (node: Node | undefined): boolean =>
  node !== undefined && 'A_Const' in node && node.A_Const.boolval?.boolval === true;

/**
 * Tables whose policies allow reading every row and writing none: only `FOR SELECT USING (true)`. Without a tenant
 * column or a reference to a tenant, all tenants share the rows, unless the rows hold persons.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
export function byOpenPolicies(
  catalog: Catalog,
  relations: ReadonlyMap<Key, Relation>,
  verdicts: Map<Key, Verdict>,
): void {
  const security = authorsSecurity(catalog);
  const persons = personsOf(relations, []);
  const isShared = (name: Name): boolean => verdicts.get(relationKey(name))?.class === 'reference';
  const openPolicy = ({ name, partitionOf, inherits, foreignKeys }: Relation): string | undefined => {
    if (partitionOf !== undefined || inherits.length > 0) return undefined;
    const { enabled, policies } = security(name);
    const permissive = policies.filter((policy) => policy.permissive && !policy.own);
    const isOpen =
      enabled &&
      permissive.every(({ command, node }) => command === 'select' && isTrue(node.qual)) &&
      foreignKeys.every(({ to }) => isShared(to) || relationKey(to) === relationKey(name));
    return isOpen ? permissive[0]?.name : undefined;
  };
  for (let before = -1; before !== verdicts.size;) {
    before = verdicts.size;
    for (const relation of relations.values()) {
      if (verdicts.has(relationKey(relation.name))) continue;
      const policy = openPolicy(relation);
      if (policy === undefined || persons.holds(relation, ['*'])) continue;
      const why = `the policy ${policy} lets every row be read, and no policy lets one be written`;
      verdicts.set(relationKey(relation.name), { class: 'reference', why, shown: true });
    }
  }
}
