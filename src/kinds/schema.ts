/**
 * CREATE SCHEMA core  →  CREATE SCHEMA IF NOT EXISTS core
 * https://www.postgresql.org/docs/current/sql-createschema.html
 */
import type { CreateSchemaStmt } from '../grammar.js';
import { key } from '../catalog/object.js';
import { ifNotExists } from './edit.js';
import { describe, type Kind } from './kind.js';

export const schema: Kind = {
  name: 'schema',
  label: 'schema',
  nodes: ['CreateSchemaStmt'],
  read(statement) {
    const { schemaname, authrole } = statement.tree!.node as CreateSchemaStmt;
    const name = { schema: undefined, name: schemaname ?? authrole?.rolename ?? '' };
    return describe(this, statement, { name, section: 'Schemas', provides: [key('schema', name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SCHEMA') }),
};
