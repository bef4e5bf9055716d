/**
 * CREATE DATABASE, ALTER DATABASE … SET, ALTER ROLE … SET, CREATE TABLESPACE, GRANT … ON DATABASE: statements about
 * the cluster, not about one database's schema.
 * https://www.postgresql.org/docs/current/app-pg-dumpall.html
 */
import { masked } from '../../secrets.js';
import { describe, type Kind } from '../base/kind.js';

const NODES = [
  'CreatedbStmt',
  'DropdbStmt',
  'AlterDatabaseStmt',
  'AlterDatabaseSetStmt',
  'AlterDatabaseRefreshCollStmt',
  'AlterRoleStmt',
  'AlterRoleSetStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'AlterTableSpaceOptionsStmt',
  'AlterSystemStmt',
] as const;
type Node =
  (typeof NODES)[number] | 'GrantStmt' | 'CommentStmt' | 'SecLabelStmt' | 'AlterOwnerStmt' | 'UpdateStmt';

const TYPES = new Set(['OBJECT_DATABASE', 'OBJECT_TABLESPACE', 'OBJECT_ROLE', 'OBJECT_PARAMETER_ACL']);

export const cluster: Kind<'cluster', Node> = {
  name: 'cluster',
  label: 'cluster',
  family: 'none',
  headings: ['ACL', 'COMMENT', 'DATABASE', 'DATABASE PROPERTIES', 'SECURITY LABEL'],
  unique: false,
  leftOut: { as: 'cluster', why: 'belongs to the cluster, not to the schema of a database' },
  nodes: [...NODES, 'GrantStmt', 'CommentStmt', 'SecLabelStmt', 'AlterOwnerStmt', 'UpdateStmt'],
  read(statement) {
    const { type, node } = statement.tree;
    const { objtype, objectType } = node as { objtype?: string; objectType?: string };
    // pg_dumpall --clean unsets datistemplate by an UPDATE of the catalog.
    const catalog = type === 'UpdateStmt' && /^UPDATE\s+pg_catalog\.pg_database\b/i.test(statement.text);
    if (
      !(NODES as readonly string[]).includes(type) &&
      !catalog &&
      !TYPES.has(objtype ?? '') &&
      !TYPES.has(objectType ?? '')
    )
      return undefined;
    const what = masked(statement.text).split(/\s+/).slice(0, 4).join(' ');
    const object = describe(this, statement, {
      name: { schema: undefined, name: what },
      section: 'Others',
      needs: [],
    });
    return { ...object, id: what };
  },
  guard: ({ sql }) => ({ sql }),
};
