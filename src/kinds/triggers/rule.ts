/**
 * CREATE RULE x AS ON INSERT TO core.v …  →  DO … IF no rule has this definition: CREATE OR REPLACE RULE x …
 * https://www.postgresql.org/docs/current/sql-createrule.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { onTable, within } from '../base/alterTable.js';
import { existing, step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { orReplace, regclass, without } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

export const rule: Kind<'rule', 'RuleStmt'> = {
  name: 'rule',
  label: 'rule',
  family: 'none',
  headings: ['RULE'],
  unique: true,
  ofTable: true,
  spellsRows: true,
  queries: 'write',
  nodes: ['RuleStmt'],
  read(statement) {
    const { rulename = '', relation } = statement.tree.node;
    const table = placed(relationName(relation), statement);
    return describe(this, statement, {
      name: { schema: table.schema, name: rulename },
      suffix: onTable(table),
      order: table.name,
      section: 'Triggers and rules',
      provides: [key('rule', within(table, rulename))],
    });
  },
  guard({ sql, statement, name }, _, provided) {
    const table = tableOf(statement);
    return {
      sql: orReplace(sql),
      when: unless(
        'pg_rewrite',
        `ev_class = ${regclass(table)}`,
        `rulename = ${quoteLiteral(name.name)}`,
        ...(provided?.has(key('firing', within(table, name.name))) ? [] : [`ev_enabled = 'O'`]),
        isWritten('pg_get_ruledef(oid)', `${without(sql, 'OR', 'REPLACE')};`),
      ),
    };
  },
  drop: ({ statement, name }) =>
    step(`DROP RULE IF EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(tableOf(statement))}`),
  // Unlike a trigger's, a rule's state outlives OR REPLACE.
  alter: (_, after) => ({
    steps: step(orReplace(after.sql), unless('pg_rewrite', ...rowOf(after))),
  }),
  isDefined: (object) => where('pg_rewrite', ...rowOf(object)),
};

const tableOf = (statement: Statement): Name =>
  placed(relationName(nodeOf(statement, 'RuleStmt').relation), statement);

const rowOf = ({ sql, statement, name }: SchemaObject): string[] => [
  `ev_class = ${existing(tableOf(statement))}`,
  `rulename = ${quoteLiteral(name.name)}`,
  isWritten('pg_get_ruledef(oid)', `${without(sql, 'OR', 'REPLACE')};`),
];
