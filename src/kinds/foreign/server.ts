/**
 * CREATE SERVER x …  →  CREATE SERVER IF NOT EXISTS x …
 * https://www.postgresql.org/docs/current/sql-createserver.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

export const server: Kind<'server', 'CreateForeignServerStmt'> = {
  name: 'server',
  label: 'server',
  family: 'none',
  headings: ['SERVER'],
  unique: false,
  noun: 'SERVER',
  usage: 'FOREIGN SERVER',
  administrator: 'before',
  credentials: true,
  nodes: ['CreateForeignServerStmt'],
  read(statement) {
    const { servername = '', fdwname = '' } = statement.tree.node;
    const name = { schema: undefined, name: servername };
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('server', name)],
      alsoNeeds: [needKey('wrapper', fdwname)],
    });
  },
  missing: ({ name }) => unless('pg_foreign_server', `srvname = ${quoteLiteral(name.name)}`),
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SERVER') }),
};
