/**
 * CREATE PUBLICATION x …  →  DO … IF NOT EXISTS (its row of pg_publication)
 * https://www.postgresql.org/docs/current/sql-createpublication.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { describe, type Kind, unless } from '../shared/kind.js';
import { nodeOf } from '../../grammar.js';

export const publication: Kind<'publication', 'CreatePublicationStmt'> = {
  name: 'publication',
  label: 'publication',
  nodes: ['CreatePublicationStmt'],
  read(statement) {
    const name = { schema: undefined, name: statement.tree.node.pubname ?? '' };
    return describe(this, statement, {
      name,
      section: 'Publications and subscriptions',
      provides: [key('publication', name)],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: unless('pg_publication', `pubname = ${quoteLiteral(name.name)}`) }),
  superuser: ({ statement }) => nodeOf(statement, 'CreatePublicationStmt').for_all_tables === true,
};
