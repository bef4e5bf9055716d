/**
 * CREATE FOREIGN DATA WRAPPER x …  →  DO … IF NOT EXISTS (its row of pg_foreign_data_wrapper)
 * https://www.postgresql.org/docs/current/sql-createforeigndatawrapper.html
 */
import type { Node } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, type Need } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { describe, type Kind, unless } from '../shared/kind.js';

export const foreignDataWrapper: Kind<'foreignDataWrapper', 'CreateFdwStmt'> = {
  name: 'foreignDataWrapper',
  label: 'foreign data wrapper',
  nodes: ['CreateFdwStmt'],
  read(statement) {
    const { fdwname = '', func_options = [] } = statement.tree.node;
    const name = { schema: undefined, name: fdwname };
    const handlers: Need[] = func_options.flatMap((o: Node) =>
      'DefElem' in o && o.DefElem.arg ? [needOf('routine', strings([o.DefElem.arg]), statement)] : [],
    );
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('wrapper', name)],
      needs: handlers,
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: unless('pg_foreign_data_wrapper', `fdwname = ${quoteLiteral(name.name)}`),
  }),
  superuser: () => true,
};
