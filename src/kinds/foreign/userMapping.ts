/**
 * CREATE USER MAPPING FOR x SERVER y …  →  CREATE USER MAPPING IF NOT EXISTS FOR x SERVER y …
 * https://www.postgresql.org/docs/current/sql-createusermapping.html
 */
import { key } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { ifNotExists } from '../base/edit.js';
import { haveRoles, roleNames } from '../security/grant.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

export const userMapping: Kind<'userMapping', 'CreateUserMappingStmt'> = {
  name: 'userMapping',
  label: 'user mapping',
  family: 'none',
  headings: ['USER MAPPING'],
  unique: false,
  administrator: 'before',
  credentials: true,
  nodes: ['CreateUserMappingStmt'],
  read(statement) {
    const { user, servername = '' } = statement.tree.node;
    const who = user?.rolename ?? 'PUBLIC';
    return describe(this, statement, {
      name: { schema: undefined, name: servername },
      suffix: ` for ${who}`,
      section: 'Types',
      parent: key('server', { schema: undefined, name: servername }),
      rank: 1,
      order: who,
      alsoNeeds: [needKey('server', servername)],
    });
  },
  guard({ sql, statement }, target) {
    const { user } = nodeOf(statement, 'CreateUserMappingStmt');
    const roles = user ? roleNames([{ RoleSpec: user }]) : [];
    const native = ifNotExists(sql, 'MAPPING');
    return target.roles === 'skip' && roles.length > 0
      ? { sql: native, when: haveRoles(roles) }
      : { sql: native };
  },
};
