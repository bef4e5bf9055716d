/**
 * CREATE SUBSCRIPTION x … WITH (connect = false)  →  DO … IF NOT EXISTS (its row of pg_subscription, in this database)
 * https://www.postgresql.org/docs/current/sql-createsubscription.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { describe, type Kind, unless } from '../base/kind.js';

export const subscription: Kind<'subscription', 'CreateSubscriptionStmt'> = {
  name: 'subscription',
  label: 'subscription',
  family: 'none',
  headings: ['SUBSCRIPTION'],
  unique: true,
  noun: 'SUBSCRIPTION',
  administrator: 'after',
  credentials: true,
  nodes: ['CreateSubscriptionStmt'],
  read(statement) {
    const name = { schema: undefined, name: statement.tree.node.subname ?? '' };
    return describe(this, statement, {
      name,
      section: 'Publications and subscriptions',
      rank: 2,
      provides: [key('subscription', name)],
      needs: [],
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: unless(
      'pg_subscription',
      `subname = ${quoteLiteral(name.name)}`,
      'subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())',
    ),
  }),
  superuser: () => true,
};
