/**
 * CREATE POLICY x ON core.visits …  →  DO … IF NOT EXISTS (its row of pg_policy)
 * https://www.postgresql.org/docs/current/sql-createpolicy.html
 */
import { quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { onTable, within } from '../base/alterTable.js';
import { step } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { alterPolicy, policyRow, policyTable } from './alterPolicy.js';
import { haveRoles, roleNames } from './grant.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

export const policy: Kind<'policy', 'CreatePolicyStmt'> = {
  name: 'policy',
  label: 'policy',
  plural: 'policies',
  family: 'none',
  headings: ['POLICY'],
  unique: true,
  ofTable: true,
  spellsRows: true,
  queries: 'read',
  nodes: ['CreatePolicyStmt'],
  read(statement) {
    const { policy_name = '', table } = statement.tree.node;
    const on = placed(relationName(table), statement);
    return describe(this, statement, {
      name: { schema: on.schema, name: policy_name },
      suffix: onTable(on),
      order: on.name,
      group: `row-level security${onTable(on)}`,
      section: 'Row-level security',
      provides: [key('policy', within(on, policy_name))],
    });
  },
  guard({ sql, statement, name }, target) {
    const { table, roles } = nodeOf(statement, 'CreatePolicyStmt');
    const on = regclass(placed(relationName(table), statement));
    const missing = unless('pg_policy', `polrelid = ${on}`, `polname = ${quoteLiteral(name.name)}`);
    const named = roleNames(roles);
    // A policy cannot be created for a missing role.
    const skips = target.roles === 'skip' && named.length > 0;
    return { sql, when: skips ? { ...missing, and: haveRoles(named) } : missing };
  },
  drop: ({ statement, name }) =>
    // IF EXISTS covers the table, too.
    step(`DROP POLICY IF EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(policyTable(statement))}`),
  alter: alterPolicy,
  isDefined: (object) => where('pg_policy', ...policyRow(object)),
};
