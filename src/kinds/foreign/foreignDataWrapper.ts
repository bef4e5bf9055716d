/**
 * CREATE FOREIGN DATA WRAPPER x …  →  DO … IF NOT EXISTS (its row of pg_foreign_data_wrapper)
 * https://www.postgresql.org/docs/current/sql-createforeigndatawrapper.html
 */
import type { Node } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, type Need, type SchemaObject } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { type Condition, describe, type Kind, unless } from '../base/kind.js';

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_foreign_data_wrapper', `fdwname = ${quoteLiteral(name.name)}`);

export const foreignDataWrapper: Kind<'foreignDataWrapper', 'CreateFdwStmt'> = {
  name: 'foreignDataWrapper',
  label: 'foreign data wrapper',
  family: 'none',
  headings: ['FOREIGN DATA WRAPPER'],
  unique: false,
  noun: 'FOREIGN DATA WRAPPER',
  usage: 'FOREIGN DATA WRAPPER',
  credentials: true,
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
  missing,
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  superuser: () => true,
};
