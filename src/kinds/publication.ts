/**
 * CREATE PUBLICATION x …  →  DO … IF NOT EXISTS (its row of pg_publication)
 * https://www.postgresql.org/docs/current/sql-createpublication.html
 */
import type { CreatePublicationStmt } from '../grammar.js';
import { quoteLiteral } from '../catalog/names.js';
import { key } from '../catalog/object.js';
import { describe, type Kind, unless } from './kind.js';

export const publication: Kind = {
  name: 'publication',
  label: 'publication',
  nodes: ['CreatePublicationStmt'],
  read(statement) {
    const name = { schema: undefined, name: (statement.tree!.node as CreatePublicationStmt).pubname ?? '' };
    return describe(this, statement, {
      name,
      section: 'Publications and subscriptions',
      provides: [key('publication', name)],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: unless('pg_publication', `pubname = ${quoteLiteral(name.name)}`) }),
  superuser: ({ statement }) => (statement.tree!.node as CreatePublicationStmt).for_all_tables === true,
};
