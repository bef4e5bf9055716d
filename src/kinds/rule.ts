/**
 * CREATE RULE x AS ON INSERT TO core.v …  →  CREATE OR REPLACE RULE x …
 * https://www.postgresql.org/docs/current/sql-createrule.html
 */
import type { RuleStmt } from '../grammar.js';
import { relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import { onTable, within } from './alterTable.js';
import { orReplace } from './edit.js';
import { describe, type Kind } from './kind.js';

export const rule: Kind = {
  name: 'rule',
  label: 'rule',
  nodes: ['RuleStmt'],
  read(statement) {
    const { rulename = '', relation } = statement.tree!.node as RuleStmt;
    const table = placed(relationName(relation), statement);
    return describe(this, statement, {
      name: { schema: table.schema, name: rulename },
      suffix: onTable(table),
      order: table.name,
      section: 'Triggers and rules',
      provides: [key('rule', within(table, rulename))],
    });
  },
  guard: ({ sql }) => ({ sql: orReplace(sql) }),
};
