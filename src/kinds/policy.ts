/**
 * CREATE POLICY x ON core.visits …  →  DO … IF NOT EXISTS (its row of pg_policy)
 * https://www.postgresql.org/docs/current/sql-createpolicy.html
 */
import type { CreatePolicyStmt } from '../grammar.js';
import { quoteLiteral, relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import { onTable, within } from './alterTable.js';
import { regclass } from './edit.js';
import { describe, type Kind, unless } from './kind.js';

export const policy: Kind = {
  name: 'policy',
  label: 'policy',
  nodes: ['CreatePolicyStmt'],
  read(statement) {
    const { policy_name = '', table } = statement.tree!.node as CreatePolicyStmt;
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
  guard({ sql, statement, name }) {
    const table = placed(relationName((statement.tree!.node as CreatePolicyStmt).table), statement);
    return {
      sql,
      when: unless('pg_policy', `polrelid = ${regclass(table)}`, `polname = ${quoteLiteral(name.name)}`),
    };
  },
};
