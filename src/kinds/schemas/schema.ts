/**
 * CREATE SCHEMA core  →  CREATE SCHEMA IF NOT EXISTS core
 * https://www.postgresql.org/docs/current/sql-createschema.html
 */
import { key } from '../../catalog/object.js';
import { quoteIdentifier } from '../../catalog/names.js';
import { dropping } from '../base/dropped.js';
import { nodeOf } from '../../grammar.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

export const schema: Kind<'schema', 'CreateSchemaStmt'> = {
  name: 'schema',
  label: 'schema',
  plural: 'schemas',
  family: 'none',
  headings: ['SCHEMA'],
  unique: true,
  noun: 'SCHEMA',
  reliable: true,
  nodes: ['CreateSchemaStmt'],
  read(statement) {
    const { schemaname, authrole } = statement.tree.node;
    const name = { schema: undefined, name: schemaname ?? authrole?.rolename ?? '' };
    return describe(this, statement, { name, section: 'Schemas', provides: [key('schema', name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SCHEMA') }),
  drop: dropping('SCHEMA'),
  // AUTHORIZATION is all that a definition can differ in.
  alter(_, { identity, statement }) {
    const { authrole } = nodeOf(statement, 'CreateSchemaStmt');
    const owner = authrole?.rolename;
    return {
      steps:
        owner === undefined ? [] : [{ sql: `ALTER SCHEMA ${identity} OWNER TO ${quoteIdentifier(owner)}` }],
    };
  },
};
