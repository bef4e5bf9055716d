/**
 * REFRESH MATERIALIZED VIEW core.m  →  DO … IF EXISTS (its row of pg_class, not populated)
 * https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html
 */
import { relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import { relationKey } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';

export const refresh: Kind<'refresh', 'RefreshMatViewStmt'> = {
  name: 'refresh',
  label: 'refresh of',
  family: 'none',
  headings: ['MATERIALIZED VIEW DATA'],
  unique: false,
  nodes: ['RefreshMatViewStmt'],
  read(statement) {
    const name = placed(relationName(statement.tree.node.relation), statement);
    return describe(this, statement, {
      name,
      section: 'Data that a view keeps',
      needs: [{ keys: [relationKey(name)] }],
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: where('pg_class', `oid = ${regclass(name)}`, 'NOT relispopulated'),
  }),
};
