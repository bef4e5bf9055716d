/**
 * CREATE ACCESS METHOD heap2 TYPE TABLE …  →  DO … IF NOT EXISTS (its row of pg_am)
 * https://www.postgresql.org/docs/current/sql-create-access-method.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { dropping } from '../base/dropped.js';
import { describe, type Kind, unless } from '../base/kind.js';

export const accessMethod: Kind<'accessMethod', 'CreateAmStmt'> = {
  name: 'accessMethod',
  label: 'access method',
  family: 'none',
  headings: ['ACCESS METHOD'],
  unique: false,
  nodes: ['CreateAmStmt'],
  read(statement) {
    const { amname = '', handler_name } = statement.tree.node;
    const name = { schema: undefined, name: amname };
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('accessMethod', name)],
      needs: [needOf('routine', strings(handler_name), statement)],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: unless('pg_am', `amname = ${quoteLiteral(name.name)}`) }),
  drop: dropping('ACCESS METHOD'),
  superuser: () => true,
};
