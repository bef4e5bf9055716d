/**
 * CREATE SUBSCRIPTION x … WITH (connect = false)  →  DO … IF NOT EXISTS (its row of pg_subscription, in this database)
 * https://www.postgresql.org/docs/current/sql-createsubscription.html
 */
import { nodeOf } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral, strings } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { WITHHELD } from '../../source/secretsIn.js';
import { not, when } from '../base/dropped.js';
import { describe, type Kind, type RowCondition, unless } from '../base/kind.js';
import { changedNames, definitions, listAfter } from '../base/lists.js';

/** Options that only CREATE has: what it does at the publisher. */
const ON_CREATE = new Set(['connect', 'copy_data', 'create_slot', 'enabled']);

const missing = ({ name }: Pick<SchemaObject, 'name'>): RowCondition =>
  unless(
    'pg_subscription',
    `subname = ${quoteLiteral(name.name)}`,
    'subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())',
  );

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
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  // Without its slot, which stays at the publisher: DROP could remove that only outside a transaction.
  drop(object) {
    const { identity } = object;
    return ['DISABLE', 'SET (slot_name = NONE)']
      .map((action) => `ALTER SUBSCRIPTION ${identity} ${action}`)
      .concat(`DROP SUBSCRIPTION ${identity}`)
      .map((sql) => when(not(missing(object)), sql));
  },
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateSubscriptionStmt'));
    const [was, is] = [before, after].map(({ statement }) => definitions(listAfter(statement.text, 'WITH')));
    const items = changedNames(was!, is!).flatMap((name) =>
      ON_CREATE.has(name) || !is!.has(name) ? [] : [`${name} = ${is!.get(name)!}`],
    );
    const { conninfo = '' } = now!;
    const publications = [old!, now!].map((one) => strings(one.publication).map(quoteIdentifier).join(', '));
    const actions = [
      // The database has the password that a placeholder replaces.
      ...(conninfo === old!.conninfo || conninfo.includes(WITHHELD.slice(0, -1))
        ? []
        : [`CONNECTION ${quoteLiteral(conninfo)}`]),
      ...(publications[0] === publications[1]
        ? []
        : [`SET PUBLICATION ${publications[1]!} WITH (refresh = false)`]),
      ...(items.length === 0 ? [] : [`SET (${items.join(', ')})`]),
    ];
    return {
      steps: actions.map((action) =>
        when(not(missing(after)), `ALTER SUBSCRIPTION ${after.identity} ${action}`),
      ),
    };
  },
  superuser: () => true,
};
