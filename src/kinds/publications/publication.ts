/**
 * CREATE PUBLICATION x …  →  DO … IF NOT EXISTS (its row of pg_publication)
 * https://www.postgresql.org/docs/current/sql-createpublication.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { type Condition, describe, type Kind, unless } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_publication', `pubname = ${quoteLiteral(name.name)}`);

export const publication: Kind<'publication', 'CreatePublicationStmt'> = {
  name: 'publication',
  label: 'publication',
  family: 'none',
  headings: ['PUBLICATION'],
  unique: true,
  noun: 'PUBLICATION',
  administrator: 'after',
  nodes: ['CreatePublicationStmt'],
  read(statement) {
    const name = { schema: undefined, name: statement.tree.node.pubname ?? '' };
    return describe(this, statement, {
      name,
      section: 'Publications and subscriptions',
      provides: [key('publication', name)],
    });
  },
  missing,
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  superuser: ({ statement }) => nodeOf(statement, 'CreatePublicationStmt').for_all_tables === true,
};
